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

export const VerifyEmail = graphql(`
  mutation VerifyEmail($token: String!) {
    verifyEmail(input: { token: $token }) {
      user { id isEmailVerified }
      errors { code message path }
    }
  }
`);

export const ShowPicture = graphql(`
  mutation ShowPicture($id: ID!, $picture: Upload!) {
    uploadProfilePicture(id: $id, picture: $picture) {
      profile { id profilePictureUrl }
      errors { code message path }
    }
  }
`);

export const ForgetPassword = graphql(`
  mutation ForgetPassword($email: String!) {
    requestPasswordReset(input: { email: $email }) {
      errors { code message path }
    }
  }
`);

export const ResetPassword = graphql(`
  mutation ResetPassword($token: String!, $newPassword: String!) {
    resetPassword(input: { token: $token, newPassword: $newPassword }) {
      accessToken
      refreshToken
      errors { code message path }
    }
  }
`);

export const EnrolTwoFactor = graphql(`
  mutation EnrolTwoFactor {
    enrolTwoFactor {
      secret
      errors { code message path }
    }
  }
`);

export const ConfirmTwoFactor = graphql(`
  mutation ConfirmTwoFactor($code: String!) {
    confirmTwoFactor(input: { code: $code }) {
      recoveryCodes
      errors { code message path }
    }
  }
`);

export const Login = graphql(`
  mutation Login($email: String!, $password: String!) {
    login(input: { email: $email, password: $password }) {
      accessToken
      refreshToken
      twoFactorChallenge
      errors { code message path }
    }
  }
`);

export const VerifyTwoFactor = graphql(`
  mutation VerifyTwoFactor($challenge: String!, $code: String!) {
    verifyTwoFactor(input: { challenge: $challenge, code: $code }) {
      accessToken
      refreshToken
      errors { code message path }
    }
  }
`);
