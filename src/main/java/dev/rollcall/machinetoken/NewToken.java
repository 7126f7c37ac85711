package dev.rollcall.machinetoken;

import dev.rollcall.http.ApiException;
import dev.rollcall.organization.Role;
import dev.rollcall.query.Required;
import dev.rollcall.token.AccessToken;
import java.util.UUID;

/**
 * What a client wants a new token to be.
 *
 * @param name valid, but maybe taken
 * @param expires Unix time in seconds; 0 for none
 * @param role what the token acts as; {@link Role#MEMBER} for the tokens of teams
 */
record NewToken(String name, String description, long expires, Role role) {

    /** Names as a regular expression. */
    static final String NAME = "^[a-zA-Z0-9_-]{1,40}$";

    /** Descriptions as a regular expression. JSON Schema's have no class for unpaired surrogates. */
    static final String DESCRIPTION = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";

    /** The contract gives this message. */
    private static final String INVALID_NAME = "Token name may only contain alphanumeric, hyphens, or underscores";

    /**
     * Reads the body of a request.
     *
     * @throws ApiException 400 for an invalid name or description, or an unknown role
     */
    static NewToken of(CreateOrgAccessTokenRequest body, UUID organizationId) {
        Role role = body.roleID() == null || body.roleID().isEmpty()
                ? Boolean.TRUE.equals(body.admin()) ? Role.ADMIN : Role.MEMBER
                : role(body.roleID(), organizationId);
        return of(body.name(), body.description(), body.expires(), role);
    }

    /**
     * Reads the body of a request.
     *
     * @throws ApiException 400 for an invalid name or description
     */
    static NewToken of(CreateTeamAccessTokenRequest body) {
        return of(body.name(), body.description(), body.expires(), Role.MEMBER);
    }

    private static NewToken of(String name, String description, Long expires, Role role) {
        if (!Required.of("name", name).matches(NAME)) {
            throw ApiException.badRequest(
                    name.matches("[a-zA-Z0-9_-]*") ? INVALID_NAME + ". It must have 1 to 40 of them." : INVALID_NAME);
        }
        String text = description == null ? "" : description;
        if (!text.matches(AccessToken.DESCRIPTION)) {
            throw ApiException.badRequest(
                    "description must have at most 1024 characters, none of them a control character");
        }
        return new NewToken(name, text, expires == null ? 0 : expires, role);
    }

    private static Role role(String id, UUID organizationId) {
        try {
            return Role.withId(UUID.fromString(id), organizationId).orElseThrow(NewToken::unknownRole);
        } catch (IllegalArgumentException notAnId) {
            throw unknownRole();
        }
    }

    private static ApiException unknownRole() {
        return ApiException.badRequest("Invalid parameter 'roleID'. It must be the id of a built-in role of the"
                + " organization. Tokens cannot have custom roles on this server.");
    }
}
