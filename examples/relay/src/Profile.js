/** A person's name, and how it is written: what mutations return lands in every list by itself. */

const { commit, load, read } = require("./environment");
const graphql = require("./graphql");

const ProfileName = graphql`
  fragment Profile_name on Profile @refetchable(queryName: "ProfileRefetchQuery") {
    firstName
    lastName
  }
`;

const CreateProfile = graphql`
  mutation ProfileCreateMutation($input: CreateProfileInput!, $connections: [ID!]!) {
    createProfile(input: $input) {
      profile @prependNode(connections: $connections, edgeTypeName: "ProfileEdge") {
        id
        ...Profile_name
      }
      errors { code message path }
    }
  }
`;

const UpdateProfile = graphql`
  mutation ProfileUpdateMutation($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
      profile { ...Profile_name }
      errors { code message path }
    }
  }
`;

const createProfile = async (input, connections) =>
  (await commit(CreateProfile, { input, connections })).createProfile;

const updateProfile = async (input) => (await commit(UpdateProfile, { input })).updateProfile;

/** Asks for the fields of the fragment anew, through `node(id:)`. */
const refetch = (id) => load(ProfileName.metadata.refetch.operation, { id });

function nameOf(profile) {
  const { firstName, lastName } = read(ProfileName, profile);
  return [firstName, lastName].filter(Boolean).join(" ");
}

module.exports = { createProfile, nameOf, refetch, updateProfile };
