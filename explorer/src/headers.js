// What the headers editor holds.

export const EMPTY_HEADERS = `{
  // "Authorization": "Bearer <accessToken>"
}`;

function headersIn(editor) {
  try {
    return JSON.parse(editor.getValue());
  } catch {
    return {}; // only the comment, or not finished
  }
}

export function addToken(editor, token) {
  const headers = { Authorization: `Bearer ${token}`, ...headersIn(editor) };
  editor.setValue(JSON.stringify(headers, null, 2));
}

export function removeToken(editor) {
  const { Authorization: _, ...others } = headersIn(editor);
  editor.setValue(Object.keys(others).length ? JSON.stringify(others, null, 2) : EMPTY_HEADERS);
}
