// The tabs that the explorer opens with.

import { DEMO } from "./demo.js";

/** account.jsx puts the id of the profile of whoever signed in here. */
export const YOUR_PROFILE = "<the id of your profile>";

const PEOPLE = `# Run this with the button, or Ctrl-Enter.
query People {
  profiles(
    first: 5
    search: "mar"
    orderBy: [{ field: LAST_NAME }]
  ) {
    nodes {
      firstName
      lastName
      location { city country }
      jobs(first: 1) { title company }
    }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}
`;

const NEARBY = `# Every column, relations, and, or, not.
query Nearby {
  profiles(
    filter: {
      location: {
        country: { eq: "france" }
        city: { startsWith: "p" }
      }
      not: { jobs: { industry: { contains: "tech" } } }
    }
    orderBy: [
      { field: LAST_NAME }
      { field: CREATED_AT, direction: DESC }
    ]
  ) {
    nodes { firstName lastName jobs { title industry } }
  }
}
`;

const enter = (email, password) => `# Put the accessToken into the headers below:
# {"Authorization": "Bearer <accessToken>"}
mutation Enter {
  login(
    input: {
      email: "${email}"
      password: "${password}"
    }
  ) {
    accessToken
    user { id profile { id } }
    errors { code message path }
  }
}
`;

const ME = `# Signed in, you see all of yourself.
query Me {
  me {
    username
    email
    profile {
      id
      firstName
      location { city country }
      contacts { type value }
    }
    sessions { createdAt userAgent isCurrent }
  }
}
`;

const MOVE = `# Signed in: what is to be put right is in errors.
mutation Move($id: ID!) {
  updateProfile(
    input: {
      id: $id
      location: { country: "Portugal", city: "Porto" }
    }
  ) {
    profile { firstName location { city } updatedAt }
    errors { code message path }
  }
}
`;

const FOLLOW = `# Signed in: run this, then Move in another window.
subscription Follow {
  myProfileChanged {
    kind
    profile { firstName updatedAt }
  }
}
`;

const SIGN_UP = `# An account of one's own; a mail asks to prove its address.
mutation SignUp {
  register(
    input: {
      username: "newcomer"
      email: "newcomer@example.com"
      password: "correct horse battery"
    }
  ) {
    accessToken
    errors { code message path }
  }
}
`;

const PROVE = `# The token is in the mail: in development in var/mail.
mutation Prove($token: String!) {
  verifyEmail(input: { token: $token }) {
    user { username isEmailVerified }
    errors { code message path }
  }
}
`;

const FORGET = `# Answered alike, whoever has the address; the mail tells.
mutation Forget {
  requestPasswordReset(
    input: { email: "newcomer@example.com" }
  ) {
    errors { code message path }
  }
}
`;

const RESET = `# Ends every session, and signs in with a new one.
mutation Reset($token: String!) {
  resetPassword(
    input: { token: $token, newPassword: "battery staple horse" }
  ) {
    accessToken
    twoFactorChallenge
    errors { code message path }
  }
}
`;

const SECOND_FACTOR = `# Signed in lately: give the secret to an authenticator.
mutation SecondFactor {
  enrolTwoFactor {
    secret
    otpauthUrl
    errors { code message path }
  }
}
`;

const CONFIRM = `# A code of the authenticator turns it on.
mutation Confirm($code: String!) {
  confirmTwoFactor(input: { code: $code }) {
    recoveryCodes
    errors { code message path }
  }
}
`;

const EXPORT = `# Everything that is stored about you; me { dataExports { url } } has it.
mutation Export {
  requestDataExport {
    dataExport { status createdAt }
    errors { code message path }
  }
}
`;

const given = (variables) => JSON.stringify(variables, null, 2);

/** With the account of the demo data, where there may be one. */
export function examples(demo) {
  const signIn = demo ? enter(DEMO.email, DEMO.password) : enter("you@example.com", "");
  return [
    { query: PEOPLE },
    { query: NEARBY },
    { query: signIn },
    { query: ME },
    { query: MOVE, variables: given({ id: YOUR_PROFILE }) },
    { query: FOLLOW },
    { query: SIGN_UP },
    { query: PROVE, variables: given({ token: "<from the mail>" }) },
    { query: FORGET },
    { query: RESET, variables: given({ token: "<from the mail>" }) },
    { query: SECOND_FACTOR },
    { query: CONFIRM, variables: given({ code: "<six digits>" }) },
    { query: EXPORT },
  ];
}
