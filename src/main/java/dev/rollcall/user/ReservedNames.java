package dev.rollcall.user;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Logins that are not free. The page of an owner is at {@code /{login}}, so a login must not be the first segment of
 * another path. And nobody may look like the operator of the service or like Pulumi.
 */
final class ReservedNames {

    /** First segments of this service's paths, and of paths that consoles for Pulumi have or may get. */
    private static final Set<String> PATHS = words("""
            about account accounts api app apps assets auth avatar avatars billing blog callback changelog cli cli-login
            connect console dashboard demo deploy development docs download downloads environments error errors events explore
            favicon features feedback health help home icons images img invite invites js legal livez login logout metrics
            new news oauth oauth2 openapi org organization organizations orgs packages pages pages-css ping policies
            pricing privacy profile project projects public readyz register registry releases resources robots rss saml
            scim search services session sessions settings setup signin sign-in signout sign-out signup sign-up site
            sitemap sso stack stacks static status styles team teams templates terms token tokens update updates user
            users vcs verify-email version webhook webhooks welcome well-known www""");

    /** What an operator may be called, and nobody else. */
    private static final Set<String> OFFICIAL = words("""
            abuse admin administrator administrators admins anonymous bot bootstrap contact daemon everyone guest
            hostmaster info mail moderator nobody noreply no-reply null official operator operators owner owners
            postmaster pulumi pulumi-bot pulumi-cloud pulumi-service rollcall root security service service-account
            staff support sysadmin system undefined unknown webmaster""");

    private ReservedNames() {}

    private static Set<String> words(String list) {
        // "q", the root of Quarkus' own pages, is too short for a login.
        return Stream.of(list.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
    }

    /** {@return whether the name would hide another path} Case does not matter. */
    static boolean isPath(String login) {
        return PATHS.contains(login.toLowerCase(Locale.ROOT));
    }

    /** {@return whether only an operator may give somebody this name} Case does not matter. */
    static boolean isOfficial(String login) {
        return OFFICIAL.contains(login.toLowerCase(Locale.ROOT));
    }
}
