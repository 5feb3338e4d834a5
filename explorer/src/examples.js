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

/** With the account of the demo data, where there may be one. */
export function examples(demo) {
  const signIn = demo ? enter(DEMO.email, DEMO.password) : enter("you@example.com", "");
  return [
    { query: PEOPLE },
    { query: NEARBY },
    { query: signIn },
    { query: ME },
    { query: MOVE, variables: JSON.stringify({ id: YOUR_PROFILE }, null, 2) },
    { query: FOLLOW },
  ];
}
