/** What is asked of the server; GraphQL Code Generator finds it here and types it. */

import { graphql } from "./gql/index.js";

export const Register = graphql(`
  mutation Register($input: RegisterInput!) {
    register(input: $input) {
      accessToken
      refreshToken
      errors { code message path }
    }
  }
`);

export const People = graphql(`
  query People($after: String) {
    profiles(first: 20, after: $after) {
      nodes { id firstName lastName }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
`);

export const CreateProfile = graphql(`
  mutation CreateProfile($input: CreateProfileInput!) {
    createProfile(input: $input) {
      profile { id firstName lastName }
      errors { code message path }
    }
  }
`);

export const UpdateProfile = graphql(`
  mutation UpdateProfile($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
      profile { id firstName lastName }
      errors { code message path }
    }
  }
`);

export const Me = graphql(`
  query Me {
    me { username }
  }
`);
