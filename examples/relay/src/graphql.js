/** The `graphql` tag: what the compiler made of the text. In an application a plugin does this
 * (babel-plugin-relay, or its like for Vite, SWC and Next.js). */

module.exports = ([text]) => {
  const [, name] = /(?:query|mutation|fragment) (\w+)/.exec(text);
  return require(`./__generated__/${name}.graphql`);
};
