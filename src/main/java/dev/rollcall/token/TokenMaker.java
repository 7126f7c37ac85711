package dev.rollcall.token;

import dev.rollcall.http.ApiException;
import dev.rollcall.security.Caller;
import io.quarkus.security.AuthenticationFailedException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The credential that creates a token. The new token ends with it and is audited like it: see
 * docs/decisions/0021-tokens-end-with-their-maker.md.
 */
public final class TokenMaker {

    private final Caller caller;

    /** Empty if the caller presents a JWT, or creates the token on a page. */
    private final Optional<AccessToken> token;

    private TokenMaker(Caller caller, Optional<AccessToken> token) {
        this.caller = caller;
        this.token = token;
    }

    /**
     * Locks the access token of the request until the transaction ends. So nobody creates a token with one that another
     * request deletes.
     *
     * @throws AuthenticationFailedException if the token is deleted already
     */
    public static TokenMaker of(Caller caller) {
        return new TokenMaker(
                caller,
                Optional.ofNullable(caller.tokenId())
                        .map(id -> AccessToken.findUnrevoked(caller.userId(), id)
                                .orElseThrow(AuthenticationFailedException::new)));
    }

    /**
     * Says who made a new token, and sets when it expires.
     *
     * @param expires Unix time in seconds, at most two years ahead; 0 for as late as possible, or never
     * @param limit the token may not expire later; empty for no other limit than the maker's own end
     * @throws ApiException 400 if {@code expires} is invalid or too late
     * @throws AuthenticationFailedException if the maker has ended
     */
    public void make(AccessToken made, long expires, Optional<Instant> limit, Instant now) {
        Optional<Instant> latest = Stream.of(
                        token.map(one -> one.expiresAt), Optional.ofNullable(caller.until()), limit)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
        if (latest.isPresent() && !latest.get().isAfter(now)) {
            throw new AuthenticationFailedException();
        }
        made.createdBy = caller.userId();
        made.mintedBy = caller.tokenId();
        made.audited = token.map(one -> one.audited).orElse(false);
        made.expireAt(expires, latest, now);
    }
}
