package dev.rollcall.role;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The permissions that custom roles can consist of (contract for writes, section 3.5), by kind of resource and group. */
final class Scopes {

    /** Permissions that belong together. */
    @Schema(name = "RbacScopeGroup", description = "Permissions that belong together.")
    record Group(
            @Schema(required = true) String name,
            @Schema(required = true) List<Scope> scopes) {}

    /** One permission. */
    @Schema(name = "RbacScope", description = "A permission.")
    record Scope(
            @Schema(required = true, description = "Its name in roles, for example stack:read.")
            String name,

            @Schema(required = true) Metadata metadata) {}

    /** What a permission is for. */
    @Schema(name = "RbacScopeMetadata", description = "What a permission is for.")
    record Metadata(@Schema(required = true) String description) {}

    /**
     * One line per prefix: kind of resource, group, prefix, what the prefix is about, and the actions. The description of
     * a permission is its action and this noun.
     */
    private static final String CATALOGUE = """
            stack|Stacks|project|secrets of projects|encrypt decrypt
            stack|Stacks|project_annotations|annotations of projects|read update
            stack|Stacks|stack|stacks|list read write import export encrypt decrypt rename delete cancel_update transfer
            stack|Stacks|stack_access|who may reach a stack|read update
            stack|Stacks|stack_annotations|annotations of stacks|read update
            stack|Stack deployments|stack_deployment|deployments of a stack|create read
            stack|Stack deployments|stack_deployment_settings|deployment settings of a stack|write read encrypt
            stack|Stack deployments|stack_deployment_cache|deployment caches of a stack|read
            stack|Stack webhooks|stack_webhook|webhooks of a stack|read create update delete
            stack|Stack tags|stack_tags|tags of a stack|update
            stack|Stack deployment schedules|stack_schedule|schedules of a stack|create update read delete pause resume
            environment|Environments|environment|environments|read open write delete clone
            environment|Environments|environment_settings|settings of environments|read update
            environment|Environments|environment_yaml|definitions of environments|open
            environment|Environments|environment_access|who may reach an environment|read update
            environment|Environment secrets rotation|environment|secrets of environments|rotate rotate_history
            environment|Environment schedules|environment_schedule|schedules|create read update pause resume delete
            environment|Environment tags|environment_tags|tags of an environment|list
            environment|Environment tags|environment_tag|a tag of an environment|read create update delete
            environment|Environment versions|environment_version|versions|create read update delete retract open
            environment|Environment webhooks|environment_webhook|webhooks of an environment|read create update delete
            insights-account|Accounts|insights_account|cloud accounts|read update delete update_policy_results
            insights-account|Accounts|insights_account_access|who may reach a cloud account|read update
            insights-account|Scans|insights_account|cloud accounts|scan
            insights-account|Scans|insights_account_scan|scans of cloud accounts|read update cancel pause resume
            global|Stack management|stack|stacks|create list_deleted restore_deleted
            global|Environment management|environment|environments|create list list_deleted restore_deleted
            global|Insights account management|insights_account|cloud accounts|list create
            global|Insights policy management|policy_groups|policy groups|create read update delete
            global|Insights policy management|policy_pack|policy packs|create read update delete
            global|Insights policy management|policy_results|results of policies|read
            global|Policy queue|insights_policy_queue|the policy queue|read
            global|Policy evaluator|insights_policy_evaluator|policy evaluators|read delete ensure update
            global|Organization|organization|the organization|read_usage update rename delete change_backend billing
            global|Organization|organization|the organization|potential transfer_stacks
            global|Organization|org_integrations|integrations of the organization|read update
            global|Organization|integrations|integrations|update read
            global|Organization|services|services|create read write admin
            global|Membership|invites|invitations|read create
            global|Membership|org_requests|requests to join|read update
            global|Membership|org_member_access|what members can reach|read
            global|Membership|org_member|members|read delete add update set_admin
            global|Organization access tokens|org_token|tokens of the organization|read create delete
            global|Teams|team|teams|list read create update delete create_token list_tokens delete_token
            global|Teams|github_team|teams that follow GitHub|create
            global|SSO|saml|single sign-on|read update
            global|SSO|scim|provisioning by SCIM|read update delete
            global|Audit logs|audit_logs|the audit log|read export
            global|Roles|role|roles|create read update delete
            global|Search|tags|tags of all stacks|read
            global|Search|resources|resources of all stacks|index search dashboard
            global|Neo|ai_conversations|conversations with Neo|list_all read create update
            global|Organization annotations|organization_annotations|annotations of the organization|read update
            global|OIDC|auth_policies|policies for tokens of OIDC issuers|read update
            global|OIDC|oidc_issuers|OIDC issuers|read update regenerate_thumbprints create delete
            global|Agent pools|agent_pool|agent pools|read create update delete
            global|Templates|templates|templates|read
            global|Templates|templates_source|sources of templates|read update delete create
            global|Deployments|deployments|all deployments|read pause resume read_usage
            global|Organization webhooks|organization_webhook|webhooks of the organization|read create update delete
            global|Approvals|change_gate|approval rules|create update delete""";

    /** By kind of resource. */
    static final Map<String, List<Group>> ALL = all();

    private Scopes() {}

    private static Map<String, List<Group>> all() {
        Map<String, Map<String, List<Scope>>> kinds = new LinkedHashMap<>();
        CATALOGUE.lines().map(line -> line.split("\\|", -1)).forEach(cells -> {
            List<Scope> group = kinds.computeIfAbsent(cells[0], kind -> new LinkedHashMap<>())
                    .computeIfAbsent(cells[1], name -> new ArrayList<>());
            for (String action : cells[4].split(" ", -1)) {
                group.add(new Scope(cells[2] + ":" + action, new Metadata(sentence(action) + ": " + cells[3])));
            }
        });
        Map<String, List<Group>> all = new LinkedHashMap<>();
        kinds.forEach((kind, groups) -> all.put(
                kind,
                groups.entrySet().stream()
                        .map(group -> new Group(group.getKey(), List.copyOf(group.getValue())))
                        .toList()));
        return all;
    }

    private static String sentence(String action) {
        return Character.toUpperCase(action.charAt(0)) + action.substring(1).replace('_', ' ');
    }
}
