"""Parses a document; nothing of its tokens stays in its nodes, which are kept."""

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    Location,
    Source,
    Token,
    TokenKind,
)
from graphql.language.parser import Parser

from server.errors import parse_failed
from server.graphql.limits.figures import LONGEST_NAME_CHARACTERS


def parse(text: str, max_tokens: int | None = None) -> tuple[DocumentNode, list[Token]]:
    """The document and its tokens; GRAPHQL_PARSE_FAILED for none, or one that is too large."""
    parser = _Parser(text, max_tokens=max_tokens)
    first, node = parser.first_token, None
    try:
        node = parser.parse_document()
    except GraphQLSyntaxError as error:
        raise parse_failed(error) from None
    except RecursionError:
        pass
    if node is None:  # raised out here, it does not hold the frames of the recursion
        raise parse_failed(GraphQLError("The document is nested too deeply."))
    tokens = _unlinked(first)
    for token in tokens:
        if token.kind is TokenKind.NAME and len(token.value or "") > LONGEST_NAME_CHARACTERS:
            sentence = f"A name has at most {LONGEST_NAME_CHARACTERS} characters."
            raise parse_failed(GraphQLSyntaxError(parser.source, token.start, sentence))
    return node, tokens


class Place(Location):
    """Where a node stands in its document, without the tokens there: a quarter of what is kept."""

    __slots__ = ()

    def __init__(self, start: int, end: int, source: Source) -> None:
        self.start, self.end, self.source = start, end, source


class _Parser(Parser):
    @property
    def source(self) -> Source:
        source: Source = self._lexer.source
        return source

    @property
    def first_token(self) -> Token:
        """The first token of the document, to be asked for before anything is parsed."""
        token: Token = self._lexer.token
        return token

    def loc(self, start_token: Token) -> Location:
        return Place(start_token.start, self._lexer.last_token.end, self.source)


def _unlinked(token: Token | None) -> list[Token]:
    """Tokens from the first one on, which no longer hold each other.

    They would stay until the garbage collector finds them, which stops everything meanwhile.
    """
    tokens = []
    while token:
        tokens.append(token)
        token.prev, token.next, token = None, None, token.next
    return tokens
