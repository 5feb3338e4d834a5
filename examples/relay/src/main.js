/** Signs up, reads the first page, joins the list, is renamed in it, and reads it to its end. */

const assert = require("node:assert/strict");
const { loadNext, loadPeople } = require("./People");
const { createProfile, nameOf, refetch, updateProfile } = require("./Profile");
const { signUp } = require("./SignUp");

async function main() {
  const username = `grace-${Date.now()}`;
  const email = `${username}@example.com`;
  assert.deepEqual(await signUp({ username, email, password: "nanoseconds of wire" }), []);
  console.log("Signed up.");

  const people = await loadPeople();
  const { __id, edges } = people();
  assert.ok(edges.length <= 20);

  const created = await createProfile({ firstName: "Grace" }, [__id]);
  assert.deepEqual(created.errors, []);
  const { node } = people().edges[0];
  assert.equal(node.id, created.profile.id);
  console.log(`The store lists ${nameOf(node)} first, without asking again.`);

  const refused = await updateProfile({ id: node.id, dateOfBirth: "2999-12-09" });
  assert.deepEqual(refused.errors.map(({ code, path }) => [code, ...path]), [
    ["VALIDATION", "dateOfBirth"],
  ]);
  await updateProfile({ id: node.id, lastName: "Hopper" });
  assert.equal(nameOf(node), "Grace Hopper");
  console.log(`The same place in the store now reads ${nameOf(node)}.`);

  while (people().pageInfo.hasNextPage) await loadNext(people());
  const ids = people().edges.map((edge) => edge.node.id);
  assert.equal(new Set(ids).size, ids.length);
  console.log(`The list has grown from ${edges.length} to ${ids.length} people.`);

  assert.ok((await refetch(node.id)).node);
  assert.equal(nameOf(node), "Grace Hopper");
  console.log("Fetched the name again, through node(id:).");
}

main();
