"""The statements of `floor`: one builds a whole answer."""

_RELATIONS = """
        (select row_to_json(l) from
           (select country, city from locations where id = p.location_id) l) as location,
        (select coalesce(json_agg(row_to_json(c)), '[]') from
           (select type, value, is_primary as "isPrimary" from contacts
             where profile_id = p.id order by id) c) as contacts,
        (select coalesce(json_agg(row_to_json(j)), '[]') from
           (select title, company, start_date as "startDate", end_date as "endDate" from jobs
             where profile_id = p.id order by id) j) as jobs"""

PROFILE = f"""
select json_build_object('data', json_build_object('profile', (select row_to_json(x) from (
    select p.id, p.first_name as "firstName", p.last_name as "lastName", p.bio,
        (select row_to_json(u) from
           (select username from users where id = p.user_id) u) as user,{_RELATIONS}
      from profiles p where p.id = %s) x)))::text"""

DIRECTORY = f"""
select json_build_object('data', json_build_object('profiles', (
  select coalesce(json_agg(row_to_json(x)), '[]') from (
    select p.id, p.first_name as "firstName", p.last_name as "lastName", p.bio,{_RELATIONS}
      from (select * from profiles where is_public order by created_at desc, id limit %s) p
     order by p.created_at desc, p.id) x)))::text"""

UPDATE = """
with p as (update profiles set bio = %s, updated_at = now() where id = %s
    returning id, bio, updated_at as "updatedAt")
select json_build_object('data', json_build_object('updateProfile',
    (select row_to_json(p) from p)))::text"""
