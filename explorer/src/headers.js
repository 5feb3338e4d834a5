// What the headers editor holds, and the tokens in it that the sign-in button put there.

export const EMPTY_HEADERS = `{
  // "Authorization": "Bearer <accessToken>"
}`;

const ours = new Set();

function headersIn(editor) {
  try {
    return { ...JSON.parse(editor.getValue()) };
  } catch {
    return {}; // only the comment, or not finished
  }
}

/** In place of an older one of ours, but never of one that somebody pasted. */
export function addToken(editor, token) {
  const headers = headersIn(editor);
  if (headers.Authorization && !ours.has(headers.Authorization)) return;
  headers.Authorization = `Bearer ${token}`;
  ours.add(headers.Authorization);
  editor.setValue(JSON.stringify(headers, null, 2));
}

export function removeOurToken(editor) {
  const { Authorization: authorization, ...others } = headersIn(editor);
  if (!ours.has(authorization)) return;
  editor.setValue(Object.keys(others).length ? JSON.stringify(others, null, 2) : EMPTY_HEADERS);
}
