/** A new account, signed in. */

const { commit, signIn } = require("./environment");
const graphql = require("./graphql");

const SignUp = graphql`
  mutation SignUpMutation($input: RegisterInput!) {
    register(input: $input) {
      accessToken
      errors { code message path }
    }
  }
`;

async function signUp(input) {
  const { accessToken, errors } = (await commit(SignUp, { input })).register;
  signIn(accessToken);
  return errors;
}

module.exports = { signUp };
