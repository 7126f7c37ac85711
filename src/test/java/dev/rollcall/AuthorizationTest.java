package dev.rollcall;

import static dev.rollcall.testing.Rows.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.organization.Role;
import dev.rollcall.testing.Database;
import dev.rollcall.testing.Invitations;
import dev.rollcall.testing.IssuersResource;
import dev.rollcall.testing.Rows;
import dev.rollcall.testing.Rows.Organization;
import dev.rollcall.testing.Rows.Person;
import dev.rollcall.testing.TestIssuer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Calls each operation as each kind of caller and checks the status of the response. For the list of stacks, the cell
 * also says how many stacks of the organization acme the caller gets.
 */
@QuarkusTest
class AuthorizationTest {

    private static final String TABLE = """
            operation                                                                                              | nobody | stranger | member | team admin | admin | billing | org token | admin token | team token | JWT   | site admin | suspended | org-managed
            GET /api/user                                                                                          | 401    | 200      | 200    | 200        | 200   | 200     | 200       | 200         | 200        | 200   | 200        | 401       | 200
            GET /api/user/organizations/default                                                                    | 401    | 200      | 200    | 200        | 200   | 200     | 200       | 200         | 200        | 200   | 200        | 401       | 200
            POST /api/user/organizations/{orgName}/default                                                         | 401    | 404      | 204    | 204        | 204   | 204     | 403       | 403         | 403        | 204   | 404        | 401       | 204
            GET /api/user/stacks                                                                                   | 401    | 200 0    | 200 1  | 200 1      | 200 3 | 200 0   | 200 0     | 200 3       | 200 1      | 200 0 | 200 0      | 401       | 200 0
            GET /api/user/pending-emails                                                                           | 401    | 204      | 204    | 204        | 204   | 204     | 403       | 403         | 403        | 204   | 204        | 401       | 204
            DELETE /api/user/pending-emails                                                                        | 401    | 204      | 204    | 204        | 204   | 204     | 403       | 403         | 403        | 204   | 204        | 401       | 204
            GET /api/user/verified-email                                                                           | 401    | 404      | 404    | 404        | 200   | 404     | 403       | 403         | 403        | 404   | 404        | 401       | 404
            GET /api/user/pending-invites                                                                          | 401    | 200      | 200    | 200        | 200   | 200     | 403       | 403         | 403        | 200   | 200        | 401       | 200
            GET /api/user/tokens                                                                                   | 401    | 200      | 200    | 200        | 200   | 200     | 403       | 403         | 403        | 200   | 200        | 401       | 200
            POST /api/user/tokens                                                                                  | 401    | 200      | 200    | 200        | 200   | 200     | 403       | 403         | 403        | 200   | 200        | 401       | 200
            DELETE /api/user/tokens/{tokenId} of another                                                           | 401    | 404      | 404    | 404        | 404   | 404     | 403       | 403         | 403        | 404   | 404        | 401       | 404
            DELETE /api/user/tokens/{tokenId} of theirs                                                            | 401    | 204      | 204    | 204        | 204   | 204     | 403       | 403         | 403        | 204   | 204        | 401       | 204
            DELETE /api/user/vcs                                                                                   | 401    | 400      | 400    | 400        | 400   | 400     | 403       | 403         | 403        | 400   | 400        | 401       | 400
            POST /api/user/vcs/sync                                                                                | 401    | 400      | 400    | 400        | 400   | 400     | 403       | 403         | 403        | 200   | 400        | 401       | 400
            GET /api/user/vcs/organizations                                                                        | 401    | 200      | 200    | 200        | 200   | 200     | 403       | 403         | 403        | 200   | 200        | 401       | 200
            GET /api/user/github/{ghOrgName}/teams                                                                 | 401    | 400      | 400    | 400        | 400   | 400     | 403       | 403         | 403        | 400   | 400        | 401       | 400
            GET /api/user/gitlab-app/organizations                                                                 | 401    | 200      | 200    | 200        | 200   | 200     | 403       | 403         | 403        | 200   | 200        | 401       | 200
            POST /api/admin/identities/reconcile                                                                   | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 202        | 401       | 403
            GET /api/admin/identities/reconcile                                                                    | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 200        | 401       | 403
            POST /api/admin/users/{login}/identities                                                               | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 204        | 401       | 403
            POST /api/admin/users/{login}/suspend                                                                  | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 204        | 401       | 403
            POST /api/admin/users/{login}/restore                                                                  | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 204        | 401       | 403
            PUT /api/admin/users/{login}/mfa                                                                       | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 204        | 401       | 403
            GET /api/admin/users                                                                                   | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 200        | 401       | 403
            POST /api/admin/users                                                                                  | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 201        | 401       | 403
            GET /api/admin/users/{login}                                                                           | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 200        | 401       | 403
            PATCH /api/admin/users/{login}                                                                         | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 204        | 401       | 403
            DELETE /api/admin/users/{login}                                                                        | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 204        | 401       | 403
            GET /api/admin/users/{login}/tokens                                                                    | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 200        | 401       | 403
            DELETE /api/admin/users/{login}/tokens/{tokenId}                                                       | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 404        | 401       | 403
            POST /api/admin/users/{login}/tokens/revoke                                                            | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 204        | 401       | 403
            GET /api/admin/users/{login}/sessions                                                                  | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 200        | 401       | 403
            DELETE /api/admin/users/{login}/sessions                                                               | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 204        | 401       | 403
            DELETE /api/admin/users/{login}/sessions/{sessionId}                                                   | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 404        | 401       | 403
            PUT /api/admin/users/{login}/site-admin                                                                | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 204        | 401       | 403
            GET /api/capabilities                                                                                  | 200    | 200      | 200    | 200        | 200   | 200     | 200       | 200         | 200        | 200   | 200        | 200       | 200
            GET /api/cli/version                                                                                   | 200    | 200      | 200    | 200        | 200   | 200     | 200       | 200         | 200        | 200   | 200        | 200       | 200
            GET /api/openapi/pulumi-spec.json                                                                      | 200    | 200      | 200    | 200        | 200   | 200     | 200       | 200         | 200        | 200   | 200        | 200       | 200
            GET /api/orgs/{orgName}                                                                                | 401    | 404      | 200    | 200        | 200   | 200     | 200       | 200         | 200        | 200   | 404        | 401       | 200
            GET /api/orgs/{orgName}/metadata                                                                       | 401    | 404      | 200    | 200        | 200   | 200     | 200       | 200         | 200        | 200   | 404        | 401       | 200
            PATCH /api/orgs/{orgName}                                                                              | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/members                                                                        | 401    | 404      | 200    | 200        | 200   | 200     | 200       | 200         | 200        | 200   | 404        | 401       | 200
            POST /api/orgs/{orgName}/members/{userLogin}                                                           | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            PATCH /api/orgs/{orgName}/members/{userLogin}                                                          | 401    | 404      | 403    | 403        | 204   | 403     | 403       | 204         | 403        | 403   | 404        | 401       | 403
            DELETE /api/orgs/{orgName}/members/{userLogin}                                                         | 401    | 404      | 403    | 403        | 204   | 403     | 403       | 204         | 403        | 403   | 404        | 401       | 403
            POST /api/orgs/{orgName}/members/{userLogin}/set-admin                                                 | 401    | 404      | 403    | 403        | 400   | 403     | 403       | 400         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/members/{user}/teams                                                           | 401    | 404      | 200    | 200        | 200   | 200     | 200       | 200         | 200        | 200   | 404        | 401       | 200
            GET /api/console/orgs/{orgName}/members/{userLogin}/stacks/{projectName}/{stackName}                   | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/roles                                                                          | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            POST /api/orgs/{orgName}/roles                                                                         | 401    | 404      | 403    | 403        | 400   | 403     | 403       | 400         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/roles/{roleID}                                                                 | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/roles/scopes                                                                   | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/invites                                                                        | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            POST /api/orgs/{orgName}/invites/batch                                                                 | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            POST /api/orgs/{orgName}/invites/unverified/batch                                                      | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            POST /api/orgs/{orgName}/invites/link                                                                  | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/invites/{inviteID}                                                             | 401    | 200      | 200    | 200        | 200   | 200     | 403       | 403         | 403        | 200   | 200        | 401       | 200
            PATCH /api/orgs/{orgName}/invites/{inviteID} of another                                                | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 403        | 401       | 403
            DELETE /api/orgs/{orgName}/invites/{inviteID}                                                          | 401    | 404      | 403    | 403        | 204   | 403     | 403       | 204         | 403        | 403   | 404        | 401       | 403
            POST /api/orgs/{orgName}/invites/{inviteID}/resend                                                     | 401    | 404      | 403    | 403        | 204   | 403     | 403       | 204         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/teams                                                                          | 401    | 404      | 200    | 200        | 200   | 200     | 200       | 200         | 200        | 200   | 404        | 401       | 200
            POST /api/orgs/{orgName}/teams/pulumi                                                                  | 401    | 404      | 403    | 403        | 201   | 403     | 403       | 201         | 403        | 403   | 404        | 401       | 403
            POST /api/orgs/{orgName}/teams/github                                                                  | 401    | 404      | 403    | 403        | 400   | 403     | 403       | 400         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/teams/{teamName}                                                               | 401    | 404      | 200    | 200        | 200   | 200     | 200       | 200         | 200        | 200   | 404        | 401       | 200
            PATCH /api/orgs/{orgName}/teams/{teamName}                                                             | 401    | 404      | 403    | 204        | 204   | 403     | 403       | 204         | 403        | 403   | 404        | 401       | 403
            DELETE /api/orgs/{orgName}/teams/{teamName}                                                            | 401    | 404      | 403    | 403        | 204   | 403     | 403       | 204         | 403        | 403   | 404        | 401       | 403
            HEAD /api/stacks/{orgName}/{projectName}                                                               | 401    | 404      | 200    | 200        | 200   | 404     | 404       | 200         | 200        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}                                                               | 401    | 404      | 200    | 200        | 200   | 403     | 200       | 200         | 200        | 200   | 404        | 401       | 200
            GET /api/stacks/{orgName}/{projectName}/{stackName}                                                    | 401    | 404      | 404    | 200        | 200   | 404     | 404       | 200         | 200        | 404   | 404        | 401       | 404
            DELETE /api/stacks/{orgName}/{projectName}/{stackName} of their own                                    | 401    | 404      | 403    | 403        | 204   | 404     | 404       | 204         | 403        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/rename of their own                               | 401    | 404      | 403    | 403        | 200   | 404     | 404       | 200         | 403        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/transfer of their own                             | 401    | 404      | 403    | 403        | 400   | 404     | 404       | 400         | 403        | 404   | 404        | 401       | 404
            PATCH /api/stacks/{orgName}/{projectName}/{stackName}/tags of their own                                | 401    | 404      | 403    | 204        | 204   | 404     | 404       | 204         | 204        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/tags of their own                                 | 401    | 404      | 403    | 204        | 204   | 404     | 404       | 204         | 204        | 404   | 404        | 401       | 404
            PATCH /api/stacks/{orgName}/{projectName}/{stackName}/tags/{tagName} of their own                      | 401    | 404      | 403    | 204        | 204   | 404     | 404       | 204         | 204        | 404   | 404        | 401       | 404
            DELETE /api/stacks/{orgName}/{projectName}/{stackName}/tags/{tagName} of their own                     | 401    | 404      | 403    | 204        | 204   | 404     | 404       | 204         | 204        | 404   | 404        | 401       | 404
            GET /api/stacks/{orgName}/{projectName}/{stackName}/collaborators                                      | 401    | 404      | 404    | 200        | 200   | 404     | 404       | 200         | 200        | 404   | 404        | 401       | 404
            DELETE /api/stacks/{orgName}/{projectName}/{stackName}/collaborators/{userName} of their own           | 401    | 404      | 403    | 403        | 204   | 404     | 404       | 204         | 403        | 404   | 404        | 401       | 404
            PATCH /api/console/stacks/{orgName}/{projectName}/{stackName}/collaborators/{userName} of their own    | 401    | 404      | 403    | 403        | 204   | 404     | 404       | 204         | 403        | 404   | 404        | 401       | 404
            GET /api/console/stacks/{orgName}/{projectName}/{stackName}/roles of their own                         | 401    | 404      | 403    | 403        | 200   | 404     | 404       | 200         | 403        | 404   | 404        | 401       | 404
            PATCH /api/console/stacks/{orgName}/{projectName}/{stackName}/roles/{roleID} of their own              | 401    | 404      | 403    | 403        | 204   | 404     | 404       | 204         | 403        | 404   | 404        | 401       | 404
            GET /api/stacks/{orgName}/{projectName}/{stackName}/teams                                              | 401    | 404      | 404    | 200        | 200   | 404     | 404       | 200         | 200        | 404   | 404        | 401       | 404
            PATCH /api/console/stacks/{orgName}/{projectName}/{stackName}/teams/{teamName}                         | 401    | 404      | 404    | 204        | 204   | 404     | 404       | 204         | 403        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind} of their own                         | 401    | 404      | 403    | 200        | 200   | 404     | 404       | 200         | 200        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID} of their own              | 401    | 404      | 403    | 404        | 404   | 404     | 404       | 404         | 404        | 404   | 404        | 401       | 404
            GET /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID} of their own               | 401    | 404      | 404    | 404        | 404   | 404     | 404       | 404         | 404        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID}/cancel of their own       | 401    | 404      | 403    | 404        | 404   | 404     | 404       | 404         | 404        | 404   | 404        | 401       | 404
            PATCH /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID}/checkpoint of their own  | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 403        | 401       | 403
            POST /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID}/events/batch of their own | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 403        | 401       | 403
            POST /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID}/renew_lease of their own  | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 403        | 401       | 403
            POST /api/stacks/{orgName}/{projectName}/{stackName}/{updateKind}/{updateID}/complete of their own     | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 403        | 401       | 403
            GET /api/stacks/{orgName}/{projectName}/{stackName}/export of their own                                | 401    | 404      | 200    | 200        | 200   | 404     | 404       | 200         | 200        | 404   | 404        | 401       | 404
            GET /api/stacks/{orgName}/{projectName}/{stackName}/export/{version} of their own                      | 401    | 404      | 404    | 404        | 404   | 404     | 404       | 404         | 404        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/import of their own                               | 401    | 404      | 403    | 400        | 400   | 404     | 404       | 400         | 400        | 404   | 404        | 401       | 404
            GET /api/stacks/{orgName}/{projectName}/{stackName}/updates of their own                               | 401    | 404      | 200    | 200        | 200   | 404     | 404       | 200         | 200        | 404   | 404        | 401       | 404
            GET /api/stacks/{orgName}/{projectName}/{stackName}/updates/latest of their own                        | 401    | 404      | 404    | 404        | 404   | 404     | 404       | 404         | 404        | 404   | 404        | 401       | 404
            GET /api/stacks/{orgName}/{projectName}/{stackName}/updates/{version} of their own                     | 401    | 404      | 404    | 404        | 404   | 404     | 404       | 404         | 404        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/encrypt of their own                              | 401    | 404      | 200    | 200        | 200   | 404     | 404       | 200         | 200        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/decrypt of their own                              | 401    | 404      | 400    | 400        | 400   | 404     | 404       | 400         | 400        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/batch-encrypt of their own                        | 401    | 404      | 200    | 200        | 200   | 404     | 404       | 200         | 200        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/batch-decrypt of their own                        | 401    | 404      | 200    | 200        | 200   | 404     | 404       | 200         | 200        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/decrypt/log-decryption of their own               | 401    | 404      | 204    | 204        | 204   | 404     | 404       | 204         | 204        | 404   | 404        | 401       | 404
            POST /api/stacks/{orgName}/{projectName}/{stackName}/decrypt/log-batch-decryption of their own         | 401    | 404      | 204    | 204        | 204   | 404     | 404       | 204         | 204        | 404   | 404        | 401       | 404
            GET /api/orgs/{orgName}/tokens                                                                         | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            POST /api/orgs/{orgName}/tokens                                                                        | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 403         | 403        | 403   | 404        | 401       | 403
            DELETE /api/orgs/{orgName}/tokens/{tokenId}                                                            | 401    | 404      | 403    | 403        | 404   | 403     | 403       | 403         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/teams/{teamName}/tokens                                                        | 401    | 404      | 403    | 200        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            POST /api/orgs/{orgName}/teams/{teamName}/tokens                                                       | 401    | 404      | 403    | 200        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            DELETE /api/orgs/{orgName}/teams/{teamName}/tokens/{tokenId}                                           | 401    | 404      | 403    | 404        | 404   | 403     | 403       | 404         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/auditlogs/v2                                                                   | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/auditlogs/v2/export                                                            | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/auditlogs                                                                      | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            GET /api/orgs/{orgName}/auditlogs/export                                                               | 401    | 404      | 403    | 403        | 200   | 403     | 403       | 200         | 403        | 403   | 404        | 401       | 403
            POST /api/admin/organizations                                                                          | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 201        | 401       | 403
            GET /api/admin/organizations                                                                           | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 200        | 401       | 403
            GET /api/admin/organizations/{org}                                                                     | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 200        | 401       | 403
            PATCH /api/admin/organizations/{org}                                                                   | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 204        | 401       | 403
            DELETE /api/admin/organizations/{org}                                                                  | 401    | 403      | 403    | 403        | 403   | 403     | 403       | 403         | 403        | 403   | 204        | 401       | 403
            """;

    /** These have query parameters and no body of their own, so fields of a body would count as parameters. */
    private static final Set<String> WITHOUT_BODY = Set.of("/api/user/vcs/sync", "/api/admin/identities/reconcile");

    /** A valid body for every operation that needs one. */
    private static final String BODY = """
        {"description":"matrix","kind":"github","instance":"https://github.com","subject":"%s","enabled":true,"role":"member",
        "name":"%s","login":"%s","stackName":"%s","newName":"%s","value":"x","toOrg":"%s","invites":[{"email":"invitee@example.com","role":"member"}],
        "plaintext":"","plaintexts":[],"ciphertexts":[]}\
        """;

    /** The Authorization header of a caller, and the id of a token of theirs. Both are null for nobody. */
    private record Caller(String authorization, String token) {}

    private final Organization acme = Rows.organization(unique("acme"), "Acme");
    private Person member;

    /** A member, and an admin of every team that the table's paths name. */
    private Person teamAdmin;

    @TestFactory
    Stream<DynamicTest> answersEachCallerAsTheTableSays() {
        Map<String, Caller> callers = callers();
        List<String> columns = cells(TABLE.lines().findFirst().orElseThrow());
        assertThat(callers.keySet()).containsExactlyInAnyOrderElementsOf(columns.subList(1, columns.size()));
        return TABLE.lines()
                .skip(1)
                .map(AuthorizationTest::cells)
                .flatMap(row -> IntStream.range(1, columns.size())
                        .mapToObj(column -> DynamicTest.dynamicTest(
                                row.get(0) + " as " + columns.get(column),
                                () -> assertThat(answer(row.get(0), callers.get(columns.get(column))))
                                        .isEqualTo(row.get(column)))));
    }

    /** So nobody learns anything from the answer to a mistake, and nobody corrects a request that is refused anyway. */
    @TestFactory
    Stream<DynamicTest> refusesACallerWhateverTheySend() throws IOException {
        Map<String, Caller> callers = callers();
        List<String> columns = cells(TABLE.lines().findFirst().orElseThrow());
        Mistakes mistakes = new Mistakes(new ObjectMapper()
                .readTree(given().get("/api/openapi/pulumi-spec.json").asByteArray()));
        return TABLE.lines()
                .skip(1)
                .map(AuthorizationTest::cells)
                .flatMap(row -> Stream.of("stranger", "member")
                        .filter(caller -> row.get(columns.indexOf(caller)).matches("403|404"))
                        .flatMap(caller -> mistakes.of(row.get(0)).stream()
                                .map(sent -> DynamicTest.dynamicTest(
                                        row.get(0) + " as " + caller + " with " + sent,
                                        () -> assertThat(answer(row.get(0), callers.get(caller), sent))
                                                .isEqualTo(row.get(columns.indexOf(caller)))))));
    }

    /**
     * What a request contains.
     *
     * @param body null for none
     */
    private record Sent(Map<String, String> query, String body) {}

    /** Requests whose parameters or bodies are wrong, but have the form that the description gives. */
    private record Mistakes(JsonNode description) {

        /** No name, no number, no role, no continuation token. */
        private static final String NONSENSE = "*\u0001";

        List<Sent> of(String operation) {
            String[] words = operation.split(" ", 3);
            JsonNode described = description.path("paths").path(words[1]).path(words[0].toLowerCase(Locale.ROOT));
            Map<String, String> query = new LinkedHashMap<>();
            described.path("parameters").forEach(parameter -> {
                if (parameter.path("in").asText().equals("query")) {
                    query.put(parameter.path("name").asText(), "*?");
                }
            });
            JsonNode schema = described.at("/requestBody/content/application~1json/schema");
            if (!schema.isMissingNode()) {
                return List.of(
                        new Sent(query, "{}"), new Sent(query, wrong(schema, 0).toString()));
            }
            return query.isEmpty() ? List.of() : List.of(new Sent(query, null));
        }

        private JsonNode wrong(JsonNode schema, int depth) {
            if (schema.has("$ref")) {
                return wrong(description.at(schema.get("$ref").asText().substring(1)), depth);
            }
            if (schema.has("allOf")) {
                return wrong(schema.at("/allOf/0"), depth);
            }
            JsonNodeFactory json = JsonNodeFactory.instance;
            return switch (schema.path("type").asText()) {
                case "string" ->
                    schema.path("format").asText().equals("byte") ? json.textNode("AAAA") : json.textNode(NONSENSE);
                case "integer" -> json.numberNode(-1);
                case "boolean" -> json.booleanNode(true);
                case "array" ->
                    json.arrayNode().add(depth < 5 ? wrong(schema.path("items"), depth + 1) : json.nullNode());
                default -> {
                    ObjectNode object = json.objectNode();
                    schema.path("properties")
                            .properties()
                            .forEach(field -> object.set(field.getKey(), wrong(field.getValue(), depth + 1)));
                    yield schema.path("additionalProperties").isObject()
                            ? object.set(NONSENSE, wrong(schema.path("additionalProperties"), depth + 1))
                            : object;
                }
            };
        }
    }

    @Test
    void asksAboutEveryOperation() {
        Map<String, Map<String, Object>> paths =
                given().get("/api/openapi/pulumi-spec.json").jsonPath().getMap("paths");
        Set<String> served = paths.entrySet().stream()
                .flatMap(path -> path.getValue().keySet().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .collect(Collectors.toSet());

        assertThat(TABLE.lines()
                        .skip(1)
                        .map(row -> cells(row).get(0).replaceFirst(" of .*", ""))
                        .collect(Collectors.toSet()))
                .isEqualTo(served);
    }

    private static List<String> cells(String row) {
        return Stream.of(row.split("\\|", -1)).map(String::strip).toList();
    }

    private Map<String, Caller> callers() {
        Map<String, Caller> callers = new LinkedHashMap<>();
        Person stranger = Rows.person("Stranger");
        member = joined("Member", "member");
        teamAdmin = joined("Team admin", "member");
        Person siteAdmin = Rows.person("Site admin");
        Person suspended = joined("Suspended", "admin");
        Database.execute("update app_user set site_admin = true where id = ?", siteAdmin.id());
        Database.execute("update app_user set state = 'suspended' where id = ?", suspended.id());
        callers.put("nobody", new Caller(null, null));
        callers.put("stranger", caller(stranger));
        callers.put("member", caller(member));
        callers.put("team admin", caller(teamAdmin));
        Person admin = joined("Admin", "admin");
        // Only people with a verified address may invite, and create tokens of organizations.
        Invitations.verify(admin.id(), unique("admin") + "@example.com");
        callers.put("admin", caller(admin));
        callers.put("billing", caller(joined("Billing manager", "billing-manager")));
        callers.put("org token", machine(Rows.organizationToken(acme, "deploy")));
        callers.put("admin token", machine(Rows.organizationToken(acme, "admin")));
        Database.execute(
                "update access_token set admin = true where name = 'admin' and organization_id = ?", acme.id());
        callers.put("team token", machine(Rows.teamToken(acme, "platform", "ci")));
        Person jwtCaller = joined("JWT caller", "member");
        TestIssuer issuer = new TestIssuer(IssuersResource.COMPANY);
        String subject = unique("subject");
        Database.execute(
                "insert into identity (id, user_id, provider, instance, subject) values (?, ?, 'SAML', ?, ?)",
                UUID.randomUUID(),
                jwtCaller.id(),
                issuer.url(),
                subject);
        callers.put("JWT", new Caller("Bearer " + issuer.token(subject), tokenId(jwtCaller.token())));
        callers.put("site admin", caller(siteAdmin));
        callers.put("suspended", caller(suspended));
        Person managed = Rows.managedPerson("Managed");
        Rows.join(managed.id(), acme.id(), "member");
        Database.execute("update membership set manages_account = true where user_id = ?", managed.id());
        callers.put("org-managed", caller(managed));
        // One stack that only admins see, one for the member, one for the team.
        Rows.stack(acme.id(), "website", "admins");
        Rows.grantToUser(Rows.stack(acme.id(), "website", "member"), member.id(), "read");
        UUID team = Database.value(UUID.class, "select id from team where organization_id = ?", acme.id());
        makeTeamAdmin(team);
        Rows.grantToTeam(Rows.stack(acme.id(), "website", "team"), team, "read");
        return callers;
    }

    private Person joined(String name, String role) {
        Person person = Rows.person(name);
        Rows.join(person.id(), acme.id(), role);
        return person;
    }

    private static Caller caller(Person person) {
        String other = Rows.personalToken(person.id());
        return new Caller(person.authorization(), tokenId(other));
    }

    private static Caller machine(String token) {
        return new Caller("token " + token, tokenId(token));
    }

    private static String tokenId(String secret) {
        return Database.value(
                        UUID.class,
                        "select id from access_token where secret_hash = sha256(?::bytea)",
                        secret.getBytes(StandardCharsets.US_ASCII))
                .toString();
    }

    private String answer(String operation, Caller caller) {
        String[] words = operation.split(" ", 3);
        boolean hasBody = words[0].startsWith("P") && !WITHOUT_BODY.contains(words[1]);
        return answer(
                operation,
                caller,
                new Sent(
                        // The older version of the audit log needs a time.
                        words[1].matches(".*/auditlogs(/export)?") ? Map.of("startTime", "1") : Map.of(),
                        !hasBody
                                ? null
                                : words[0].equals("PATCH") && words[1].contains("/tags")
                                        ? "{\"value\":\"x\"}"
                                        : body()));
    }

    private String answer(String operation, Caller caller, Sent sent) {
        String[] words = operation.split(" ", 3);
        String path = new Template(words[1])
                .with("{orgName}", acme::login)
                .with(
                        "{tokenId}",
                        () -> operation.endsWith("of theirs") && caller.token() != null
                                ? caller.token()
                                : caller(Rows.person("Another")).token())
                .with("{sessionId}", UUID.randomUUID()::toString)
                .with(
                        "{userLogin}",
                        () -> operation.endsWith("{userLogin}") && words[0].equals("POST")
                                ? Rows.person("Another").login()
                                : joined("Another", "member").login())
                .with("{user}", () -> joined("Another", "member").login())
                .with("stacks/{projectName}/{stackName}", () -> "stacks/website/admins")
                .with(
                        "{inviteID}",
                        () -> Invitations.invite(acme, "another@example.com").toString())
                .with("{ghOrgName}", () -> "acme")
                .with(
                        "{roleID}",
                        () -> (words[1].startsWith("/api/console/") ? Rows.role(acme.id()) : Role.ADMIN.idIn(acme.id()))
                                .toString())
                .with("{teamName}", () -> Database.value(String.class, "select name from team where id = ?", team()))
                .with("{projectName}", () -> "website")
                .with("{stackName}", () -> operation.endsWith("of their own") ? stack() : "team")
                .with("{tagName}", () -> "environment")
                .with("{userName}", () -> Rows.person("Another").login())
                .with("{updateKind}", () -> "update")
                .with("{updateID}", UUID.randomUUID()::toString)
                .with("{version}", () -> "1")
                .with("{login}", () -> Rows.person("Another").login())
                .with("{org}", () -> Rows.organization(unique("other"), "Other").login())
                .path();
        RequestSpecification request = given();
        if (caller.authorization() != null) {
            request.header("Authorization", caller.authorization());
        }
        if (sent.body() != null) {
            request.contentType("application/json").body(sent.body());
        }
        Response response = request.queryParams(sent.query()).request(words[0], path);
        boolean listsStacks = path.endsWith("/stacks") && response.statusCode() == 200;
        return response.statusCode() + (listsStacks ? " " + inAcme(response) : "");
    }

    /** A path with names in braces. What a name stands for is made only where the path has it: that takes many statements. */
    private record Template(String path) {

        Template with(String name, Supplier<String> value) {
            return path.contains(name) ? new Template(path.replace(name, value.get())) : this;
        }
    }

    private String body() {
        return BODY.formatted(
                unique("subject"), unique("name"), unique("login"), unique("stack"), unique("stack"), acme.login());
    }

    /** A stack that the member may read and the team may write. Each call gets another one. */
    private String stack() {
        String name = unique("stack");
        UUID stack = Rows.stack(acme.id(), "website", name);
        Rows.tag(stack, "environment", "dev");
        Rows.grantToUser(stack, member.id(), "read");
        Rows.grantToTeam(
                stack,
                Database.value(
                        UUID.class, "select id from team where organization_id = ? and name = 'platform'", acme.id()),
                "write");
        return name;
    }

    private UUID team() {
        UUID team = Rows.team(acme.id());
        makeTeamAdmin(team);
        return team;
    }

    private void makeTeamAdmin(UUID team) {
        Rows.joinTeam(teamAdmin.id(), team);
        Database.execute("update team_member set role = 'admin' where team_id = ?", team);
    }

    private long inAcme(Response stacks) {
        return stacks.jsonPath().<String>getList("stacks.orgName").stream()
                .filter(acme.login()::equals)
                .count();
    }
}
