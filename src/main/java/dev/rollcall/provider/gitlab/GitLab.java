package dev.rollcall.provider.gitlab;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.Installation;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Suspended;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.gitlab.GitLabApi.Group;
import dev.rollcall.provider.gitlab.GitLabApi.User;
import dev.rollcall.provider.gitlab.GitLabConfig.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One installation of GitLab. Its organizations are the top-level groups. Subgroups are groups, so it has no teams. */
class GitLab implements ProviderClient {

    /** The states of accounts that cannot sign in ("Users API"). */
    private static final Set<String> SHUT_OUT =
            Set.of("blocked", "ldap_blocked", "blocked_pending_approval", "banned", "deactivated");

    private final Installation installation;
    private final Settings settings;
    private final Connection connection;
    private final GitLabApi api;

    GitLab(String name, Settings settings, Connection connection) {
        this.installation = new Installation(IdentityProvider.GITLAB, name, settings.title(), settings.baseUrl());
        this.settings = settings;
        this.connection = connection;
        this.api = connection.api(GitLabApi.class);
    }

    @Override
    public Installation installation() {
        return installation;
    }

    @Override
    public Outcome<OAuthRegistration> oauth() {
        String oauth = settings.baseUrl() + "/oauth/";
        return new Ok<>(OAuthRegistration.of(
                settings,
                ClientAuthentication.FORM,
                oauth + "authorize",
                oauth + "token",
                Optional.of(new Revocation(oauth + "revoke", false))));
    }

    @Override
    public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
        return connection
                .get(accessToken, etag, api::user, response -> response.as(User.class, Refusal::of))
                .then(this::profile);
    }

    private Outcome<ProviderProfile> profile(Ok<User> response) {
        User user = response.value();
        if (!isId(user.id())) {
            return new Transient<>("the user has no valid id");
        }
        if (user.state() != null && SHUT_OUT.contains(user.state())) {
            return new Suspended<>();
        }
        ProviderProfile profile = new ProviderProfile(
                user.id().toString(),
                ForeignText.storable(user.username()),
                ForeignText.storable(user.name()),
                connection.picture(user.avatarUrl()),
                settings.trustEmail()
                                && ForeignText.storable(user.confirmedAt()).isPresent()
                        ? ForeignText.email(user.email())
                        : Optional.empty());
        return new Ok<>(profile, response.etag(), response.quota());
    }

    /** Reads two lists, because a group in a list does not say what the person may do there. */
    @Override
    public Outcome<List<ProviderOrganization>> organizations(String accessToken) {
        return groups(accessToken, null)
                .then(all -> all.value().isEmpty()
                        ? new Ok<>(List.of(), Optional.empty(), all.quota())
                        : groups(accessToken, GitLabApi.OWNER)
                                .then(owned -> new Ok<>(
                                        organizations(all.value(), owned.value()), Optional.empty(), owned.quota())));
    }

    private List<ProviderOrganization> organizations(List<Group> all, List<Group> owned) {
        Set<Long> administered = owned.stream().map(Group::id).collect(Collectors.toSet());
        return all.stream()
                .map(group -> new ProviderOrganization(
                        group.id().toString(),
                        group.fullPath(),
                        ForeignText.storable(group.name()),
                        connection.picture(group.avatarUrl()),
                        administered.contains(group.id())))
                .toList();
    }

    private Outcome<List<Group>> groups(String token, Integer minAccessLevel) {
        return connection.list(
                token,
                authorization -> api.groups(authorization, true, false, minAccessLevel, GitLabApi.PAGE),
                api::follow,
                response -> response.asPage(Group.class, Refusal::of),
                GitLab::group);
    }

    private static Optional<Group> group(Group group) {
        return ForeignText.exact(group.fullPath())
                .filter(path -> isId(group.id()))
                .map(path -> new Group(group.id(), group.name(), path, group.avatarUrl()));
    }

    private static boolean isId(Long id) {
        return id != null && id > 0;
    }
}
