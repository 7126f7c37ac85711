"""Uses an organization with the official Python SDK, and prints what it saw. SdkIT compares that with the Go SDK's."""

import json
import os
import sys
import urllib.error

from pulumi_cloud_sdk import ApiClient, Configuration, models
from pulumi_cloud_sdk.apis import OrganizationsApi, StacksApi, UsersApi

org = os.environ["ORGANIZATION"]
invitee_email = os.environ["INVITEE_EMAIL"]
invitee_login = os.environ["INVITEE_LOGIN"]


def client(token):
    configuration = Configuration()
    configuration.host = os.environ["ROLLCALL"]
    configuration.access_token = token
    return ApiClient(configuration)


admin = client(os.environ["TOKEN"])
organizations, stacks, users = OrganizationsApi(admin), StacksApi(admin), UsersApi(admin)
invitee = OrganizationsApi(client(os.environ["INVITEE_TOKEN"]))


def say(what, values):
    print(f"{what}: {', '.join(sorted(values) if isinstance(values, list) else [str(values)])}")


def value(of):
    return of.value if hasattr(of, "value") else of


def refused(status, call, *arguments):
    try:
        call(*arguments)
    except urllib.error.HTTPError as error:
        if error.code == status:
            return
        raise
    sys.exit(f"{call.__name__} was not refused with {status}")


def token_info(machine):
    """The part of GET /api/user about the token. The SDK refuses its nulls, which Pulumi Cloud sends too."""
    user = machine.call_api("/api/user", "GET", header_params={"Accept": "application/json"})
    return json.loads(user)["tokenInfo"]


def yes(flag):
    return "yes" if flag else "no"


def member(one):
    return f"{value(one.role)}/{one.fga_role.name}/{yes(one.suspended)}/{one.created.year > 2000}"


def token(one):
    return f"{one.name}/{value(one.type)}/{one.role.name}/{value(one.role.default_identifier)}/{yes(one.admin)}/{yes(one.expires)}"


# What is there.
say("organization", organizations.get_organization(org).name)
metadata = organizations.get_organization_metadata(org)
say("metadata", f"{metadata.kind}/{value(metadata.user_role)}/{metadata.member_count}/{metadata.stack_count}")
say("features", yes(metadata.features.teams_enabled))
say("members", [member(one) for one in organizations.list_organization_members(org).members])
say("teams of a member", organizations.get_organization_member_teams(org, os.environ["LOGIN"]).teams)
roles = organizations.list_roles_by_org_id_and_ux_purpose(org, models.PermissionDescriptorUXPurpose.Role).roles
say("roles", [f"{one.name}/{one.default_identifier}/{yes(one.is_org_default)}" for one in roles])
for one in roles:
    assert organizations.get_role(org, one.id).name == one.name
say("scopes", yes("stack" in organizations.list_available_scopes(org)))
teams = organizations.list_teams(org).teams
say("teams", [f"{value(one.kind)}/{one.name}/{value(one.user_role)}" for one in teams])
for one in teams:
    team = organizations.get_team(org, one.name)
    say(
        f"team {team.name}",
        [f"{value(person.role)} {person.name}" for person in team.members]
        + [f"{stack.project_name}/{stack.stack_name}={value(stack.permission)}" for stack in team.stacks]
        + ([team.list_members_error] if team.list_members_error else []),
    )
say("tokens", [token(one) for one in organizations.list_org_tokens(org, filter="all").tokens])
say("team tokens", [token(one) for one in organizations.list_team_tokens(org, "platform", filter="all").tokens])
say(
    "invites",
    [
        f"{yes(one.email)}/{value(one.role)}/{one.status}/{one.sent_by.name}/{yes(one.accept_error)}/{yes(one.role_id)}"
        for one in organizations.list_org_invites(org).invites
    ],
)
say("teams of a stack", [f"{one.name}={value(one.permission)}" for one in stacks.list_stack_teams(org, "website", "dev").teams])
permissions = stacks.list_member_stack_permissions(org, os.environ["LOGIN"], "website", "dev")
say("a member's permissions", f"{value(permissions.organization_role)}/{value(permissions.organization_default)}")
events, following = [], None
while True:
    page = organizations.list_audit_log_events_handler_v2(org, continuation_token=following, start_time=0)
    events += page.audit_log_events
    following = page.continuation_token
    if not following:
        break
say("audit log", f"{len({one.event for one in events})} kinds")
say("export", f"{len(organizations.export_audit_log_events_handler_v2(org, start_time=0).splitlines()) - 1} events")
say("people", value(users.get_current_user().github_login == os.environ["LOGIN"]))
for kind in ("ORGANIZATION_TOKEN", "TEAM_TOKEN"):
    machine = client(os.environ[kind])
    info = token_info(machine)
    say("machine", f"{info['name']}/{yes(info['organization'])}/{info['team']}")
    say("members for it", len(OrganizationsApi(machine).list_organization_members(org).members))

# Settings.
# All flags, because the SDK sends false for the others.
changed = organizations.update_organization_settings(
    org,
    models.UpdateOrganizationRequest(
        set_default_stack_permission=models.StackPermission.Read,
        set_members_can_create_stacks=True,
        set_members_can_delete_stacks=True,
        set_members_can_transfer_stacks=True,
        set_members_can_create_teams=True,
    ),
)
say("changed", f"{value(changed.default_stack_permission)}/{yes(changed.members_can_create_teams)}")

# Members.
new = organizations.add_organization_member(
    org, os.environ["NEW_LOGIN"], models.AddOrganizationMemberRequest(models.OrganizationRole.Member)
)
say("added", member(new))
refused(
    409,
    organizations.add_organization_member,
    org,
    os.environ["NEW_LOGIN"],
    models.AddOrganizationMemberRequest(models.OrganizationRole.Member),
)
organizations.update_organization_member(
    org, os.environ["NEW_LOGIN"], models.UpdateOrganizationMemberRequest(role=models.OrganizationRole.Admin)
)
organizations.delete_organization_member(org, os.environ["NEW_LOGIN"])
refused(404, organizations.delete_organization_member, org, os.environ["NEW_LOGIN"])

# Teams.
team = organizations.create_pulumi_team(org, models.CreatePulumiTeamRequest("new-team", "New team", "Made by an SDK"))
say("created team", [f"{value(one.role)} {one.name}" for one in team.members])
organizations.update_team(
    org,
    "new-team",
    models.UpdateTeamRequest(
        new_display_name="Renamed",
        new_description="",
        add_stack_permission=models.TeamStackPermission("website", "dev", models.StackPermission.Write),
    ),
)
team = organizations.get_team(org, "new-team")
say("changed team", f"{team.display_name}/{team.stacks[0].stack_name}={value(team.stacks[0].permission)}")
made = organizations.create_team_token(
    org, "new-team", models.CreateTeamAccessTokenRequest(description="", expires=0, name="new-team-token"), reason="a test"
)
say("team token", yes(made.token_value.startswith("pul-")))
organizations.delete_team_token(org, "new-team", made.id)
organizations.delete_team(org, "new-team")
refused(404, organizations.get_team, org, "new-team")

# Tokens.
made = organizations.create_org_token(
    org, models.CreateOrgAccessTokenRequest(description="", expires=0, name="new-token", admin=False), reason="a test"
)
say("acts as", token_info(client(made.token_value))["name"])
organizations.delete_org_token(org, made.id)
refused(
    409, organizations.create_org_token, org, models.CreateOrgAccessTokenRequest(description="", expires=0, name="new-token", admin=False)
)

# Invites.
sent = organizations.batch_create_org_invite_email(
    org,
    models.BatchCreateOrganizationInviteRequest(
        invites=[models.CreateOrganizationInviteRequest(email=invitee_email, role=models.OrganizationInviteRole.Member)]
    ),
)
say("sent", f"{len(sent.sent_invites)}/{len(sent.failed_invites)}")
mailed = sent.sent_invites[0].id
organizations.resend_org_invite(org, mailed, models.ResendOrganizationInviteRequest())
say("invited to", invitee.get_org_invite(org, mailed).name)
invitee.accept_org_invite(org, mailed)
refused(409, invitee.accept_org_invite, org, mailed)
say("joined", yes(invitee_login in [one.user.github_login for one in organizations.list_organization_members(org).members]))
link = organizations.create_org_invite_link(
    org, models.CreateOrganizationInviteRequest(role=models.OrganizationInviteRole.BillingManager)
)
say("link", yes("/invites/" in link.accept_invite_url))
organizations.cancel_org_invite(org, link.id)
refused(404, organizations.cancel_org_invite, org, link.id)
