// Uses an organization with the official Go SDK, and prints what it saw. SdkIT compares that with the Python SDK's.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sort"
	"strings"

	"github.com/pulumi/pulumi-cloud-sdk/go/apiclient"
	"github.com/pulumi/pulumi-cloud-sdk/go/apitype"
)

var (
	ctx = context.Background()
	org = os.Getenv("ORGANIZATION")
)

func client(token string) *apiclient.CloudClient {
	return &apiclient.CloudClient{
		BaseURL: os.Getenv("ROLLCALL"),
		Executor: func(request *http.Request) (*http.Response, error) {
			request.Header.Set("Authorization", "token "+token)
			return http.DefaultClient.Do(request)
		},
	}
}

func say(what string, values ...string) {
	sort.Strings(values)
	fmt.Printf("%s: %s\n", what, strings.Join(values, ", "))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](value *T, err error) T {
	check(err)
	return *value
}

func refused(status int, err error) {
	var refusal *apiclient.APIError
	if !errors.As(err, &refusal) || refusal.HTTPStatusCode() != status {
		panic(fmt.Sprintf("expected %d: %v", status, err))
	}
}

func yes(flag bool) string {
	if flag {
		return "yes"
	}
	return "no"
}

func each[T any](rows []T, text func(T) string) []string {
	texts := make([]string, 0, len(rows))
	for _, row := range rows {
		texts = append(texts, text(row))
	}
	return texts
}

func member(one apitype.OrganizationMember) string {
	recent := "False"
	if one.Created.Year() > 2000 {
		recent = "True"
	}
	return fmt.Sprintf("%s/%s/%s/%s", one.Role, one.FGARole.Name, yes(one.Suspended), recent)
}

func token(one apitype.AccessToken) string {
	return fmt.Sprintf("%s/%s/%s/%s/%s/%s",
		one.Name, one.Type, one.Role.Name, *one.Role.DefaultIdentifier, yes(one.Admin), yes(one.Expires != 0))
}

func pointer[T any](value T) *T { return &value }

func main() {
	admin, invitee := client(os.Getenv("TOKEN")), client(os.Getenv("INVITEE_TOKEN"))
	login, newLogin := os.Getenv("LOGIN"), os.Getenv("NEW_LOGIN")

	// What is there.
	say("organization", must(admin.GetOrganization(ctx, org)).Name)
	metadata := must(admin.GetOrganizationMetadata(ctx, org))
	say("metadata", fmt.Sprintf("%s/%s/%d/%d", metadata.Kind, metadata.UserRole, metadata.MemberCount, metadata.StackCount))
	say("features", yes(metadata.Features.TeamsEnabled))
	say("members", each(must(admin.ListOrganizationMembers(ctx, org, nil, nil, nil)).Members, member)...)
	say("teams of a member", must(admin.GetOrganizationMemberTeams(ctx, org, login)).Teams...)
	roles := must(admin.ListRolesByOrgIDAndUXPurpose(ctx, org, nil, apitype.PermissionDescriptorUXPurposeRole)).Roles
	say("roles", each(roles, func(one apitype.PermissionDescriptorRecord) string {
		identifier := "None"
		if one.DefaultIdentifier != "" {
			identifier = string(one.DefaultIdentifier)
		}
		return fmt.Sprintf("%s/%s/%s", one.Name, identifier, yes(one.IsOrgDefault))
	})...)
	for _, one := range roles {
		if must(admin.GetRole(ctx, org, one.ID)).Name != one.Name {
			panic(one.ID)
		}
	}
	_, hasStacks := must(admin.ListAvailableScopes(ctx, org))["stack"]
	say("scopes", yes(hasStacks))
	teams := must(admin.ListTeams(ctx, org)).Teams
	say("teams", each(teams, func(one apitype.Team) string {
		return fmt.Sprintf("%s/%s/%s", one.Kind, one.Name, one.UserRole)
	})...)
	for _, one := range teams {
		team := must(admin.GetTeam(ctx, org, one.Name))
		parts := each(team.Members, func(person apitype.TeamMemberInfo) string {
			return fmt.Sprintf("%s %s", person.TeamRole, person.Name)
		})
		parts = append(parts, each(team.Stacks, func(stack apitype.TeamStackPermission) string {
			return fmt.Sprintf("%s/%s=%d", stack.ProjectName, stack.StackName, stack.Permission)
		})...)
		if team.ListMembersError != nil {
			parts = append(parts, *team.ListMembersError)
		}
		say("team "+team.Name, parts...)
	}
	all := pointer("all")
	say("tokens", each(must(admin.ListOrgTokens(ctx, org, nil, all, nil, nil, nil, nil)).Tokens, token)...)
	say("team tokens", each(must(admin.ListTeamTokens(ctx, org, "platform", nil, all, nil, nil, nil, nil)).Tokens, token)...)
	say("invites", each(must(admin.ListOrgInvites(ctx, org)).Invites, func(one apitype.PendingOrganizationInvite) string {
		return fmt.Sprintf("%s/%s/%s/%s/%s/%s", yes(one.Email != ""), one.Role, one.Status, one.SentBy.Name,
			yes(one.AcceptError != nil), yes(one.RoleID != nil))
	})...)
	say("teams of a stack", each(must(admin.ListStackTeams(ctx, org, "website", "dev")).Teams,
		func(one apitype.StackTeam) string { return fmt.Sprintf("%s=%d", one.Name, one.Permission) })...)
	permissions := must(admin.ListMemberStackPermissions(ctx, org, login, "website", "dev"))
	say("a member's permissions", fmt.Sprintf("%s/%d", permissions.OrganizationRole, permissions.OrganizationDefault))
	kinds := map[string]bool{}
	var following *string
	for {
		page := must(admin.ListAuditLogEventsHandlerV2(ctx, org, following, nil, nil, nil, pointer(int64(0)), nil))
		for _, one := range page.AuditLogEvents {
			kinds[one.Event] = true
		}
		if page.ContinuationToken == nil || *page.ContinuationToken == "" {
			break
		}
		following = page.ContinuationToken
	}
	say("audit log", fmt.Sprintf("%d kinds", len(kinds)))
	export := must(admin.ExportAuditLogEventsHandlerV2(ctx, org, nil, nil, nil, nil, pointer(int64(0)), nil))
	say("export", fmt.Sprintf("%d events", strings.Count(strings.TrimSpace(export), "\n")))
	say("people", map[bool]string{true: "True", false: "False"}[must(admin.GetCurrentUser(ctx)).GitHubLogin == login])
	for _, kind := range []string{"ORGANIZATION_TOKEN", "TEAM_TOKEN"} {
		machine := client(os.Getenv(kind))
		info := must(machine.GetCurrentUser(ctx)).TokenInfo
		team := "None"
		if info.Team != nil && *info.Team != "" {
			team = *info.Team
		}
		say("machine", fmt.Sprintf("%s/%s/%s", info.Name, yes(info.Organization != nil && *info.Organization != ""), team))
		say("members for it", fmt.Sprint(len(must(machine.ListOrganizationMembers(ctx, org, nil, nil, nil)).Members)))
	}

	// Settings.
	changed := must(admin.UpdateOrganizationSettings(ctx, org, apitype.UpdateOrganizationRequest{
		SetDefaultStackPermission: pointer(apitype.StackPermissionRead), SetMembersCanCreateTeams: pointer(true)}))
	say("changed", fmt.Sprintf("%d/%s", changed.DefaultStackPermission, yes(changed.MembersCanCreateTeams)))

	// Members.
	asMember := apitype.AddOrganizationMemberRequest{Role: apitype.OrganizationRoleMember}
	say("added", member(must(admin.AddOrganizationMember(ctx, org, newLogin, asMember))))
	_, err := admin.AddOrganizationMember(ctx, org, newLogin, asMember)
	refused(409, err)
	check(admin.UpdateOrganizationMember(ctx, org, newLogin,
		apitype.UpdateOrganizationMemberRequest{Role: apitype.OrganizationRoleAdmin}))
	check(admin.DeleteOrganizationMember(ctx, org, newLogin))
	refused(404, admin.DeleteOrganizationMember(ctx, org, newLogin))

	// Teams.
	team := must(admin.CreatePulumiTeam(ctx, org, apitype.CreatePulumiTeamRequest{
		Name: "new-team", DisplayName: "New team", Description: "Made by an SDK"}))
	say("created team", each(team.Members, func(person apitype.TeamMemberInfo) string {
		return fmt.Sprintf("%s %s", person.TeamRole, person.Name)
	})...)
	check(admin.UpdateTeam(ctx, org, "new-team", apitype.UpdateTeamRequest{
		NewDisplayName: pointer("Renamed"), NewDescription: pointer(""),
		AddStackPermission: &apitype.TeamStackPermission{
			ProjectName: "website", StackName: "dev", Permission: apitype.StackPermissionWrite}}))
	team = must(admin.GetTeam(ctx, org, "new-team"))
	say("changed team", fmt.Sprintf("%s/%s=%d", team.DisplayName, team.Stacks[0].StackName, team.Stacks[0].Permission))
	made := must(admin.CreateTeamToken(ctx, org, "new-team", pointer("a test"),
		apitype.CreateTeamAccessTokenRequest{Name: "new-team-token"}))
	say("team token", yes(strings.HasPrefix(made.TokenValue, "pul-")))
	check(admin.DeleteTeamToken(ctx, org, "new-team", made.ID, pointer("a test")))
	check(admin.DeleteTeam(ctx, org, "new-team"))
	_, err = admin.GetTeam(ctx, org, "new-team")
	refused(404, err)

	// Tokens.
	newToken := apitype.CreateOrgAccessTokenRequest{Name: "new-token"}
	made = must(admin.CreateOrgToken(ctx, org, pointer("a test"), newToken))
	say("acts as", must(client(made.TokenValue).GetCurrentUser(ctx)).TokenInfo.Name)
	check(admin.DeleteOrgToken(ctx, org, made.ID))
	_, err = admin.CreateOrgToken(ctx, org, nil, newToken)
	refused(409, err)

	// Invites.
	sent := must(admin.BatchCreateOrgInviteEmail(ctx, org, apitype.BatchCreateOrganizationInviteRequest{
		Invites: []apitype.CreateOrganizationInviteRequest{
			{Email: os.Getenv("INVITEE_EMAIL"), Role: apitype.OrganizationInviteRoleMember}}}))
	say("sent", fmt.Sprintf("%d/%d", len(sent.SentInvites), len(sent.FailedInvites)))
	mailed := sent.SentInvites[0].ID
	check(admin.ResendOrgInvite(ctx, org, mailed, apitype.ResendOrganizationInviteRequest{}))
	say("invited to", must(invitee.GetOrgInvite(ctx, org, mailed)).Name)
	check(invitee.AcceptOrgInvite(ctx, org, mailed))
	refused(409, invitee.AcceptOrgInvite(ctx, org, mailed))
	joined := false
	for _, one := range must(admin.ListOrganizationMembers(ctx, org, nil, nil, nil)).Members {
		joined = joined || one.User.GitHubLogin == os.Getenv("INVITEE_LOGIN")
	}
	say("joined", yes(joined))
	link := must(admin.CreateOrgInviteLink(ctx, org, apitype.CreateOrganizationInviteRequest{
		Role: apitype.OrganizationInviteRoleBillingManager}))
	say("link", yes(strings.Contains(link.AcceptInviteURL, "/invites/")))
	check(admin.CancelOrgInvite(ctx, org, link.ID))
	refused(404, admin.CancelOrgInvite(ctx, org, link.ID))
}
