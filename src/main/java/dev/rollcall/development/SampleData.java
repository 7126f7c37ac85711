package dev.rollcall.development;

import dev.rollcall.database.Sql;
import dev.rollcall.identity.Identity;
import dev.rollcall.identity.IdentityOrganization;
import dev.rollcall.organization.Membership;
import dev.rollcall.organization.Organization;
import dev.rollcall.organization.Role;
import dev.rollcall.organization.StackPermission;
import dev.rollcall.organization.Team;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.security.TokenSecret;
import dev.rollcall.token.AccessToken;
import dev.rollcall.user.OwnerName;
import dev.rollcall.user.User;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Sample data of dev mode: people, organizations, stacks and tokens. */
@ApplicationScoped
class SampleData {

    /** Personal token of {@code ada}. */
    static final String TOKEN = "pul-5a4d91e5a4d91e5a4d91e5a4d91e5a4d91e5a4d9";

    static final String ORGANIZATION_TOKEN = "pul-5a4d91e0000000000000000000000000000000a1";
    static final String TEAM_TOKEN = "pul-5a4d91e0000000000000000000000000000000a2";

    private static final String FAILURE = "The sample data could not be written";

    private final Sql sql;

    SampleData(Sql sql) {
        this.sql = sql;
    }

    /** Runs at every start and live reload. Does nothing if {@code ada} exists. */
    @Transactional
    void addIfAbsent() {
        if (OwnerName.count("name = 'ada'") > 0) {
            return;
        }
        User ada = Organization.individual("ada", "Ada Example");
        ada.email = "ada@example.com";
        ada.emailVerifiedAt = Instant.now();
        ada.siteAdmin = true;
        User grace = Organization.individual("grace", "Grace Example");

        Organization acme = Organization.shared("acme", "Acme Corporation");
        new Membership(ada.id, acme, Role.ADMIN).persist();
        new Membership(grace.id, acme, Role.MEMBER).persist();
        Organization globex = Organization.shared("globex", "Globex");
        new Membership(ada.id, globex, Role.MEMBER).persist();
        Team platform = new Team(acme, "platform");
        platform.persist();

        // Ada is a member of the GitHub organization that backs Initech. So Initech is one of her potential
        // organizations.
        Organization initech = Organization.shared("initech", "Initech");
        initech.backingProvider = "github.com";
        initech.backingInstance = "https://github.com";
        initech.backingId = "4242";
        Identity github = new Identity(ada.id, IdentityProvider.GITHUB, "https://github.com", "1815", "ada-example");
        github.persist();
        new IdentityOrganization(github, "4242", "initech").persist();

        acme.defaultStackPermission = StackPermission.READ;
        // Ada is not a member of Hooli, but can read one of its stacks.
        Organization hooli = Organization.shared("hooli", "Hooli");
        Organization.flush();
        stack(acme, "website", "dev");
        UUID production = stack(acme, "website", "production");
        sql.update(FAILURE, "update stack set last_update = now(), resource_count = 42 where id = ?", production);
        sql.update(
                FAILURE,
                "insert into stack_tag (organization_id, stack_id, name, value) values (?, ?, 'environment', 'production')",
                acme.id,
                production);
        sql.update(
                FAILURE,
                "insert into stack_grant (id, organization_id, stack_id, user_id, permission) values (?, ?, ?, ?, 'read')",
                UUID.randomUUID(),
                hooli.id,
                stack(hooli, "search", "dev"),
                ada.id);

        AccessToken.personal(ada.id, secret(TOKEN), "Sample token").persist();
        AccessToken.organization(acme, secret(ORGANIZATION_TOKEN), "deploy").persist();
        AccessToken.team(platform, secret(TEAM_TOKEN), "platform-ci").persist();
    }

    /**
     * Lets Ada and Grace sign in at the sample GitLab.
     *
     * @param instance its base URL, which has the port of this dev mode
     */
    @Transactional
    void linkSampleGitLab(String instance) {
        for (String login : List.of("ada", "grace")) {
            OwnerName.<OwnerName>find("name = ?1 and userId is not null", login)
                    .firstResultOptional()
                    .ifPresent(owner -> link(owner.userId, login, instance));
        }
    }

    private static void link(UUID userId, String login, String instance) {
        Identity.<Identity>find("userId = ?1 and provider = ?2", userId, IdentityProvider.GITLAB)
                .firstResultOptional()
                .ifPresentOrElse(
                        identity -> identity.instance = instance,
                        () -> new Identity(
                                        userId,
                                        IdentityProvider.GITLAB,
                                        instance,
                                        String.valueOf(SampleGitLabResource.PEOPLE.indexOf(login) + 1),
                                        login)
                                .persist());
    }

    private UUID stack(Organization organization, String project, String name) {
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        sql.update(
                FAILURE,
                "insert into stack (id, organization_id, project, name) values (?, ?, ?, ?)",
                id,
                organization.id,
                project,
                name);
        return id;
    }

    private static TokenSecret secret(String value) {
        return TokenSecret.parse(value).orElseThrow();
    }
}
