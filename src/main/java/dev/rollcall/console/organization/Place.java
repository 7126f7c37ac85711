package dev.rollcall.console.organization;

import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Permission;
import dev.rollcall.organization.Standing;
import dev.rollcall.organization.TeamStanding;
import dev.rollcall.session.Visitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A visitor's place in the organization whose settings they look at.
 *
 * @param found the team that the page is about; empty on other pages, and if there is no such team
 */
public record Place(Visitor visitor, Standing standing, Optional<TeamStanding> found) {

    /** A link to a page of the settings. */
    public record Tab(String key, String title, String path) {}

    /** The path of the settings. */
    public String path() {
        return "/" + standing.login() + "/settings";
    }

    /** {@return the organization's name that is shown} */
    public String title() {
        return standing.name().isEmpty() ? standing.login() : standing.name();
    }

    /**
     * {@return the team that the page is about}
     *
     * @throws ApiException 404 if there is no such team
     */
    public TeamStanding team() {
        return found.orElseThrow(() -> ApiException.notFound("There is no such team. Check the address."));
    }

    /** {@return the pages that the visitor may see} */
    public List<Tab> tabs() {
        List<Tab> tabs = new ArrayList<>();
        tabs.add(new Tab("general", "General", path()));
        add(tabs, Permission.READ_MEMBERS, "members", "Members");
        add(tabs, Permission.READ_INVITES, "invites", "Invitations");
        add(tabs, Permission.READ_TEAMS, "teams", "Teams");
        add(tabs, Permission.READ_TOKENS, "tokens", "Access tokens");
        add(tabs, Permission.READ_AUDIT_LOGS, "audit-log", "Audit log");
        add(tabs, Permission.CHANGE_SETTINGS, "danger", "Rename or delete");
        return tabs;
    }

    private void add(List<Tab> tabs, Permission permission, String key, String title) {
        if (standing.may(permission)) {
            tabs.add(new Tab(key, title, path() + "/" + key));
        }
    }

    public boolean mayAddMembers() {
        return standing.may(Permission.ADD_MEMBERS);
    }

    public boolean mayChangeMembers() {
        return standing.may(Permission.CHANGE_MEMBERS);
    }

    public boolean mayRemoveMembers() {
        return standing.may(Permission.REMOVE_MEMBERS);
    }

    public boolean mayChangeSettings() {
        return standing.may(Permission.CHANGE_SETTINGS);
    }

    public boolean mayDeleteTeams() {
        return standing.may(Permission.DELETE_TEAMS);
    }

    public boolean mayInvite() {
        return standing.may(Permission.CREATE_INVITES);
    }
}
