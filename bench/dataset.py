"""The data set: which user is in which organization and can reach which stack. The same seed makes the same rows.

The data is difficult for the statements on purpose. It is not an average installation.

- Organizations have different sizes. The first owns a fifth of all stacks. The next nine own a fiftieth each. The others share
  the rest.
- User 0 is an admin of every organization, so this user sees every stack. User 1 is in up to 1,000 organizations.
- Every fourth of the other users is a "page user": a member of one organization out of a few. All members of these
  organizations can read all stacks. The remaining users are in one to six organizations.
- In 40 of 100 organizations, members can reach no stack by default. There a team is granted all stacks, and a custom role half
  of them.
- Every tenth stack of any organization is granted to one user.
- Tags: "env" on all stacks, "owner" on a third, "audit" on one in a thousand.
"""

import hashlib
import math
import random
import uuid
from datetime import datetime, timedelta, timezone

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
YEARS = timedelta(days=1000)
# The organizations of page users come after the ten large ones. The small table holds only their stacks.
FIRST_PAGE_ORGANIZATION = 10


class Size:
    def __init__(self, users, organizations, stacks):
        self.users = users
        self.organizations = organizations
        self.stacks = stacks
        per_organization = stacks * 62 // 100 // (organizations - 10)
        self.small_stacks = min(10_000, stacks // 20)
        self.page_organizations = max(1, self.small_stacks // per_organization)

    def stacks_of(self, organization, small):
        """How many stacks an organization owns."""
        ordinary = self.stacks * 62 // 100 // (self.organizations - 10)
        if small:
            page = FIRST_PAGE_ORGANIZATION <= organization < FIRST_PAGE_ORGANIZATION + self.page_organizations
            return ordinary if page else 0
        if organization == 0:
            # The largest one also gets what rounding leaves over.
            return self.stacks - 9 * (self.stacks // 50) - (self.organizations - 10) * ordinary
        return self.stacks // 50 if organization < 10 else ordinary


SIZES = {
    "full": Size(100_000, 5_000, 1_000_000),
    "quick": Size(2_000, 100, 20_000),
}

ADMIN_OF_ALL = 0
MEMBER_OF_MANY = 1


def secret(user):
    """A user's access token."""
    return "pul-" + hashlib.sha1(f"bench {user}".encode()).hexdigest()


def secret_hash(user):
    """The hash of the token that the database stores, as PostgreSQL prints it."""
    return "\\x" + hashlib.sha256(secret(user).encode()).hexdigest()


# pgbench can only choose numbers, and hashing a number costs more than looking the hash up. So every user has a second token for
# pgbench. Its stored value is simple to make from the user's number, and so are the ids of users and tokens.
FILLED_UP = 24


def parameters(user):
    """The parameters that differ from user to user. Maps each value to the SQL that makes it from pgbench's :person."""
    return {
        secret_hash(user): f"int8send(:person) || '\\x{'00' * FILLED_UP}'::bytea",
        str(user_key(user)): "lpad(:person::text, 32, 'a')::uuid",
        str(token_key(user)): "lpad(:person::text, 32, 'b')::uuid",
    }


def user_key(user):
    return uuid.UUID(f"{user:a>32}")


def token_key(user):
    return uuid.UUID(f"{user:b>32}")


def is_page_user(user):
    return user % 4 == 2


def some_users(size, count):
    """Numbers of ordinary users that are far from each other. Every fourth is a page user."""
    return _spread(range(2, size.users), count, 4)


def some_page_users(size, count):
    return _spread(range(2, size.users, 4), count, size.page_organizations)


def _spread(users, count, period):
    """At most count users, at equal steps. The step and the period share no factor, so every place of a period occurs."""
    steps = range(1, max(1, len(users) // count) + 1)
    return users[:: max(step for step in steps if math.gcd(step, period) == 1)][:count]


def key_of(kind, number):
    """A UUID (version 4) that depends only on kind and number."""
    return uuid.UUID(bytes=hashlib.md5(f"{kind} {number}".encode()).digest(), version=4)


def _later_key(moment, chance):
    """A UUID of version 7, like those of the service's stacks: later ones are greater."""
    milliseconds = int(moment.timestamp() * 1000)
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62))


class Dataset:
    def __init__(self, size, small=False, seed=6):
        self.size = size
        self.small = small
        self.chance = random.Random(seed)
        self.organizations = [key_of("organization", i) for i in range(size.organizations)]
        self.users = [user_key(i) for i in range(size.users)]
        self.open = [
            FIRST_PAGE_ORGANIZATION <= i < FIRST_PAGE_ORGANIZATION + size.page_organizations or i % 5 < 3
            for i in range(size.organizations)
        ]
        self.in_role = {}
        self.memberships = list(self._memberships())

    def _memberships(self):
        """Yields user, organization, role, and whether the member has the custom role."""
        size = self.size
        for i in range(size.organizations):
            yield ADMIN_OF_ALL, i, "admin", False
        for i in range(min(1_000, size.organizations // 2)):
            yield MEMBER_OF_MANY, i * 2, "member", False
        for user in range(2, size.users):
            if is_page_user(user):
                page = FIRST_PAGE_ORGANIZATION + user // 4 % size.page_organizations
                yield user, page, "member", False
                continue
            for i in self.chance.sample(range(size.organizations), min(6, 1 + int(self.chance.expovariate(0.7)))):
                role = "admin" if self.chance.random() < 0.05 else "member"
                yield user, i, role, role == "member" and not self.open[i] and self.chance.random() < 0.3

    def tables(self):
        """Yields table, columns, number of rows or None, and rows. Tables come in the order of their foreign keys."""
        size = self.size
        yield (
            "app_user",
            "id, kind, name, email, email_verified_at",
            size.users,
            ((key, "person", f"Person {i}", f"person{i}@example.com", NOW) for i, key in enumerate(self.users)),
        )
        yield (
            "organization",
            "id, name, kind, default_stack_permission",
            size.organizations + size.users,
            self._organizations(),
        )
        yield "owner_name", "id, name, user_id, organization_id", size.organizations + size.users, self._names()
        yield (
            "role",
            "id, organization_id, name",
            size.organizations,
            ((key_of("role", i), key, "deployer") for i, key in enumerate(self.organizations)),
        )
        yield (
            "membership",
            "user_id, organization_id, role, role_id",
            len(self.memberships) + size.users,
            self._membership_rows(),
        )
        yield (
            "team",
            "id, organization_id, name",
            size.organizations,
            ((key_of("team", i), key, "platform") for i, key in enumerate(self.organizations)),
        )
        yield (
            "team_member",
            "user_id, team_id, organization_id",
            None,
            (
                (self.users[user], key_of("team", i), self.organizations[i])
                for user, i, role, custom in self.memberships
                if role == "member" and not custom and (user + i) % 3 == 0
            ),
        )
        yield (
            "access_token",
            "id, secret_hash, kind, user_id, description, created_at",
            2 * size.users,
            (
                (key, "\\" + stored, "personal", self.users[i], "laptop", NOW)
                for i in range(size.users)
                for key, stored in (
                    (token_key(i), secret_hash(i)),
                    (key_of("pgbench token", i), "\\x" + (i.to_bytes(8, "big") + bytes(FILLED_UP)).hex()),
                )
            ),
        )
        yield (
            "identity",
            "id, user_id, provider, instance, subject, login",
            size.users,
            (
                (key_of("identity", i), key, "github.com", "https://github.com", str(1_000 + i), f"person{i}")
                for i, key in enumerate(self.users)
            ),
        )
        stacks = self._stacks()
        yield (
            "stack",
            "id, organization_id, project, name, last_update, resource_count, created_at",
            len(stacks),
            (
                (key, self.organizations[i], f"service-{n % 97}", f"env-{n}", moment, n % 200, moment)
                for key, i, n, moment in stacks
            ),
        )
        yield "stack_tag", "organization_id, stack_id, name, value", None, self._tags(stacks)
        yield (
            "stack_grant",
            "id, organization_id, stack_id, user_id, team_id, role_id, permission",
            None,
            self._grants(stacks),
        )

    def _organizations(self):
        for i, key in enumerate(self.organizations):
            yield key, f"Organization {i}", "pulumi", "read" if self.open[i] else "none"
        for i in range(self.size.users):
            yield key_of("individual", i), f"Person {i}", "single-user", "none"

    def _names(self):
        for i, key in enumerate(self.organizations):
            yield key_of("organization-name", i), f"organization-{i}", None, key
        for i, key in enumerate(self.users):
            yield key_of("person-name", i), f"person-{i}", key, key_of("individual", i)

    def _membership_rows(self):
        for user, i, role, custom in self.memberships:
            yield self.users[user], self.organizations[i], role, key_of("role", i) if custom else None
        for i, key in enumerate(self.users):
            yield key, key_of("individual", i), "admin", None

    def _stacks(self):
        """Returns key, organization, number in it and time of creation, oldest first. The organizations are mixed."""
        owners = [i for i in range(self.size.organizations) for _ in range(self.size.stacks_of(i, self.small))]
        self.chance.shuffle(owners)
        numbers = [0] * self.size.organizations
        stacks = []
        for position, i in enumerate(owners):
            moment = NOW - YEARS + YEARS * position / len(owners)
            stacks.append((_later_key(moment, self.chance), i, numbers[i], moment))
            numbers[i] += 1
        return stacks

    def _tags(self, stacks):
        for key, i, n, _ in stacks:
            yield self.organizations[i], key, "env", ("dev", "staging", "prod")[n % 3]
            if n % 3 == 0:
                yield self.organizations[i], key, "owner", f"team-{n % 50}"
            if n % 1_000 == 7:
                yield self.organizations[i], key, "audit", "yes"

    def _grants(self, stacks):
        number = 0
        for key, i, n, _ in stacks:
            grantees = []
            if not self.open[i]:
                grantees.append((None, key_of("team", i), None))
                if n % 2 == 0:
                    grantees.append((None, None, key_of("role", i)))
            if n % 10 == 0:
                # Never to page users: their page must be the same, whatever other stacks are in the table.
                user = self.chance.randrange(self.size.users // 4) * 4 + 3
                grantees.append((self.users[user], None, None))
            for user, team, role in grantees:
                number += 1
                yield key_of("grant", number), self.organizations[i], key, user, team, role, "write"


# An organization with many members, who are in no other. It is made after the other measurements, which it would change.
LARGE_ORGANIZATION = """
    with organization as (
        insert into organization (id, name, kind) values (gen_random_uuid(), 'Large', 'pulumi') returning id),
    named as (
        insert into owner_name (id, name, organization_id) select gen_random_uuid(), 'large', id from organization),
    person as (
        insert into app_user (id, kind, name)
        select gen_random_uuid(), 'person', 'Member ' || i from generate_series(1, {members}) i returning id),
    login as (
        insert into owner_name (id, name, user_id) select gen_random_uuid(), 'm-' || id, id from person)
    insert into membership (user_id, organization_id, role)
    select person.id, organization.id, 'member' from person, organization
    union all select '{admin}', organization.id, 'admin' from organization"""


def copy_line(row):
    """A row in PostgreSQL's text format. The values need no further escapes."""
    return "\t".join("\\N" if value is None else str(value) for value in row) + "\n"
