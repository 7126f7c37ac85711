package dev.rollcall.orgadmin;

import dev.rollcall.audit.AuditEvent.Action;
import dev.rollcall.audit.AuditLog;
import dev.rollcall.audit.AuditLog.Source;
import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Organization;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** What site administrators do with organizations, with the events in the audit record. */
@ApplicationScoped
public class OrganizationAdministration {

    private final Organizations organizations;
    private final AuditLog audit;

    OrganizationAdministration(Organizations organizations, AuditLog audit) {
        this.organizations = organizations;
        this.audit = audit;
    }

    /**
     * Creates an organization with its first admin.
     *
     * @throws ApiException 400 for an invalid value, or if the person may not be its admin; 404 if nobody has the admin's
     *     login; 409 if the name is taken or reserved
     */
    @Transactional
    public AdministeredOrganization create(Source source, CreateOrganizationRequest wanted) {
        String login = login(wanted.name());
        String name = wanted.displayName() == null ? login : displayName(wanted.displayName());
        User admin = wanted.admin() == null
                ? User.<User>findById(source.actorId())
                : User.byLogin(wanted.admin())
                        .orElseThrow(() -> ApiException.notFound("User '" + wanted.admin() + "' not found"));
        AdministeredOrganization created = organizations.create(login, name, admin);
        UUID id = UUID.fromString(created.id());
        audit.record(
                Action.ORGANIZATION_CREATED,
                source,
                id,
                id,
                "Created organization '" + login + "'"
                        + (wanted.admin() == null ? "" : " for '" + wanted.admin() + "'"));
        return created;
    }

    /**
     * Renames an organization, or changes its picture.
     *
     * @throws ApiException 400 for an invalid value or an individual organization, 404 if there is none, 409 if the new name
     *     is taken or reserved
     */
    @Transactional
    public void change(Source source, String org, ChangeOrganizationRequest wanted) {
        String before = organizations.get(org).name();
        Organization organization = organizations.locked(org);
        List<String> changes = new ArrayList<>();
        if (wanted.name() != null && !wanted.name().equals(before)) {
            organizations.rename(organization, login(wanted.name()));
            changes.add("its login to '" + wanted.name() + "'");
        }
        if (wanted.displayName() != null && !displayName(wanted.displayName()).equals(organization.name)) {
            organization.name = wanted.displayName();
            changes.add("its name to '" + wanted.displayName() + "'");
        }
        if (wanted.avatarUrl() != null && !Objects.equals(avatarUrl(wanted.avatarUrl()), organization.avatarUrl)) {
            organization.avatarUrl = avatarUrl(wanted.avatarUrl());
            changes.add("its picture");
        }
        if (!changes.isEmpty()) {
            audit.record(
                    Action.ORGANIZATION_RENAMED,
                    source,
                    organization.id,
                    organization.id,
                    "Changed organization '" + before + "': " + String.join(", ", changes));
        }
    }

    /**
     * Deletes an organization.
     *
     * @param withStacks whether to delete its stacks, too
     * @throws ApiException 400 for an individual organization, 404 if there is none, 409 if it has stacks that may not be
     *     deleted
     */
    @Transactional
    public void delete(Source source, String org, boolean withStacks) {
        Organization organization = organizations.locked(org);
        organizations.delete(organization, withStacks);
        audit.record(
                Action.ORGANIZATION_DELETED,
                source,
                organization.id,
                organization.id,
                "Deleted organization '" + org + "'" + (withStacks ? " with its stacks" : ""));
    }

    private static String login(String name) {
        if (!OwnerName.isValid(name)) {
            throw ApiException.badRequest(
                    "name must be 3 to 40 letters, digits, hyphens and underscores, with a letter or"
                            + " digit at both ends");
        }
        return name;
    }

    private static String displayName(String name) {
        return ForeignText.exact(name)
                .orElseThrow(() -> ApiException.badRequest(
                        "displayName must have 1 to 255 visible characters, without" + " spaces at the ends"));
    }

    /** {@return the URL; null for the generated picture} */
    private static String avatarUrl(String url) {
        return url.isEmpty()
                ? null
                : ForeignText.url(url, "https")
                        .orElseThrow(() -> ApiException.badRequest(
                                "avatarUrl must be an https URL of at most 2048 characters, or empty"));
    }
}
