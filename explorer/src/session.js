// Where the tabs and the history are kept: for as long as this browser tab, since people write
// passwords and tokens into operations; and without any headers.

function withoutHeaders(text) {
  try {
    return JSON.stringify(JSON.parse(text, (name, value) => (name === "headers" ? null : value)));
  } catch {
    return text; // a query, say, which is no JSON
  }
}

export const session = {
  getItem: (name) => sessionStorage.getItem(name),
  setItem: (name, value) => sessionStorage.setItem(name, withoutHeaders(value)),
  removeItem: (name) => sessionStorage.removeItem(name),
  clear: () => sessionStorage.clear(),
  get length() {
    return sessionStorage.length;
  },
};
