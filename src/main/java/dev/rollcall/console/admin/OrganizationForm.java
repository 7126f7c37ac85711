package dev.rollcall.console.admin;

import dev.rollcall.orgadmin.AdministeredOrganization;
import dev.rollcall.orgadmin.ChangeOrganizationRequest;
import dev.rollcall.orgadmin.CreateOrganizationRequest;

/**
 * What an administrator types about an organization.
 *
 * @param admin the login of its first admin; empty for the administrator, and for an organization that exists
 */
record OrganizationForm(String login, String name, String admin) {

    static final OrganizationForm EMPTY = new OrganizationForm("", "", "");

    static OrganizationForm typed(String login, String name, String admin) {
        return new OrganizationForm(Typed.text(login), Typed.text(name), Typed.text(admin));
    }

    static OrganizationForm of(AdministeredOrganization organization) {
        return new OrganizationForm(organization.name(), organization.displayName(), "");
    }

    CreateOrganizationRequest create() {
        return new CreateOrganizationRequest(login, Typed.orNull(name), Typed.orNull(admin));
    }

    ChangeOrganizationRequest change() {
        return new ChangeOrganizationRequest(login, Typed.orNull(name), null);
    }
}
