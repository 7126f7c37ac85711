package dev.rollcall.provider.gitlab;

import dev.rollcall.provider.Connection;
import dev.rollcall.provider.Connection.Page;
import dev.rollcall.provider.ForeignText;
import dev.rollcall.provider.IdentityProvider;
import dev.rollcall.provider.OAuthRegistration;
import dev.rollcall.provider.OAuthRegistration.ClientAuthentication;
import dev.rollcall.provider.OAuthRegistration.Revocation;
import dev.rollcall.provider.Outcome;
import dev.rollcall.provider.Outcome.NotFound;
import dev.rollcall.provider.Outcome.Ok;
import dev.rollcall.provider.Outcome.Suspended;
import dev.rollcall.provider.Outcome.Transient;
import dev.rollcall.provider.Outcome.Unchanged;
import dev.rollcall.provider.ProviderClient;
import dev.rollcall.provider.ProviderOrganization;
import dev.rollcall.provider.ProviderProfile;
import dev.rollcall.provider.ProviderTeam;
import dev.rollcall.provider.gitlab.GitLabApi.Group;
import dev.rollcall.provider.gitlab.GitLabApi.User;
import dev.rollcall.provider.gitlab.GitLabConfig.Installation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One installation of GitLab. Its organizations are the groups that are in no other. */
class GitLab implements ProviderClient {

    /** The states of accounts that are shut out ("Users API"). */
    private static final Set<String> SHUT_OUT =
            Set.of("blocked", "ldap_blocked", "blocked_pending_approval", "banned", "deactivated");

    private final String name;
    private final Installation config;
    private final Connection connection;
    private final GitLabApi api;

    GitLab(String name, Installation config, Connection connection) {
        this.name = name;
        this.config = config;
        this.connection = connection;
        this.api = connection.api(GitLabApi.class);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return config.title();
    }

    @Override
    public IdentityProvider provider() {
        return IdentityProvider.GITLAB;
    }

    @Override
    public String instance() {
        return config.baseUrl();
    }

    @Override
    public Outcome<OAuthRegistration> oauth() {
        String oauth = config.baseUrl() + "/oauth/";
        return new Ok<>(
                new OAuthRegistration(
                        oauth + "authorize",
                        oauth + "token",
                        Optional.of(new Revocation(oauth + "revoke", false)),
                        config.clientId(),
                        config.clientSecret(),
                        ClientAuthentication.FORM,
                        config.scopes(),
                        Map.of(),
                        Optional.empty()),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Outcome<ProviderProfile> profile(String accessToken, Optional<String> etag) {
        Outcome<ProviderProfile> outcome = connection
                .exchange(accessToken, () -> api.user(Connection.BEARER + accessToken, etag.orElse(null)))
                .then(answer -> answer.value().<User>as(connection.reader(User.class), Refusal::of))
                .then(this::profile);
        return outcome instanceof Unchanged && etag.isEmpty() ? new Transient<>("unchanged, but since when") : outcome;
    }

    private Outcome<ProviderProfile> profile(Ok<User> answer) {
        User user = answer.value();
        if (!isId(user.id())) {
            return new Transient<>("a user without an id");
        }
        if (user.state() != null && SHUT_OUT.contains(user.state())) {
            return new Suspended<>();
        }
        ProviderProfile profile = new ProviderProfile(
                user.id().toString(),
                ForeignText.storable(user.username()),
                ForeignText.storable(user.name()),
                connection.picture(user.avatarUrl()),
                config.trustEmail() && ForeignText.storable(user.confirmedAt()).isPresent()
                        ? ForeignText.email(user.email())
                        : Optional.empty());
        return new Ok<>(profile, answer.etag(), answer.quota());
    }

    /** Two lists make it: a group in one does not say what the person is there. */
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
                () -> api.groups(Connection.BEARER + token, true, false, minAccessLevel, GitLabApi.PAGE),
                next -> api.follow(Connection.BEARER + token, next.toString()),
                answer -> answer.<List<Group>>as(connection.listReader(Group.class), Refusal::of)
                        .then(groups ->
                                new Ok<>(new Page<>(groups.value(), answer.next()), Optional.empty(), groups.quota())),
                GitLab::group);
    }

    private static Optional<Group> group(Group group) {
        return ForeignText.storable(group.fullPath())
                .filter(path -> isId(group.id()))
                .map(path -> new Group(group.id(), group.name(), path, group.avatarUrl()));
    }

    /** GitLab has subgroups, which are groups, but nothing like GitHub's teams. */
    @Override
    public Outcome<List<ProviderTeam>> teams(String accessToken, String organization) {
        return new NotFound<>();
    }

    private static boolean isId(Long id) {
        return id != null && id > 0;
    }
}
