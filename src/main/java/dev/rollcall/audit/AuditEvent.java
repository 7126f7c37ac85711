package dev.rollcall.audit;

/** The words of audit events, which {@link AuditLog} stores. */
public final class AuditEvent {

    /** What happened. The names are stored, so they must not change. */
    public enum Action {
        /** The service created the first administrator with this token, or gave a site administrator this new token. */
        BOOTSTRAP("bootstrap"),
        /** A person signed in for the first time and got an account. */
        SIGNED_UP("signed-up"),
        /** A person signed in to the pages. */
        SIGNED_IN("signed-in"),
        /** A sign-in was refused. The next one, too, has a {@link Reason}. */
        SIGN_IN_REFUSED("sign-in-refused"),
        /** A signed-in person could not link an identity. */
        IDENTITY_LINK_REFUSED("identity-link-refused"),
        /** A person signed out of the pages. */
        SIGNED_OUT("signed-out"),
        /** A person or an administrator ended a session. The subject is the account, also in the next one. */
        SESSION_ENDED("session-ended"),
        /** A person or an administrator ended all sessions of an account. */
        SESSIONS_ENDED("sessions-ended"),
        /** A person linked an identity to their account. */
        IDENTITY_LINKED("identity-linked"),
        /** An administrator attached an identity to an account. */
        IDENTITY_ATTACHED("identity-attached"),
        /** A person disconnected an identity from their account. */
        IDENTITY_DISCONNECTED("identity-disconnected"),
        /** The profile at the provider has changed. The subject is the identity, also in the next four. */
        IDENTITY_CHANGED("identity-changed"),
        /** The provider no longer accepts the stored token, so Rollcall deleted it. */
        IDENTITY_NEEDS_REAUTH("identity-needs-reauth"),
        /** The provider has suspended the person. */
        IDENTITY_SUSPENDED("identity-suspended"),
        /** The stored token belongs to another account at the provider. */
        IDENTITY_MISMATCH("identity-mismatch"),
        /** The provider has not found the person for days. */
        IDENTITY_GONE("identity-gone"),
        /**
         * A sync changed the name, picture or address of an account. The subject is the account, also in the next
         * three.
         */
        PROFILE_CHANGED("profile-changed"),
        /** A sync changed the login. */
        LOGIN_CHANGED("login-changed"),
        /** A sync kept the login, because the login at the provider is taken or not valid here. */
        LOGIN_KEPT("login-kept"),
        /** A sync kept the address, because another account has verified the address at the provider. */
        EMAIL_KEPT("email-kept"),
        /** An administrator suspended an account. Without an actor, the schedule did, because the person has left. */
        SUSPENDED("suspended"),
        /** An administrator restored a suspended account. */
        RESTORED("restored"),
        /** An administrator set whether an account has a second factor. */
        MFA_SET("mfa-set"),
        /** An administrator made an account a site administrator. */
        SITE_ADMIN_GRANTED("site-admin-granted"),
        /** An administrator took that away. */
        SITE_ADMIN_REVOKED("site-admin-revoked"),
        /** A request for site administration was refused, with a {@link Reason}. The actor is the caller. */
        ADMINISTRATION_REFUSED("administration-refused"),
        /** A site administrator created an account. */
        USER_CREATED("user-created"),
        /** A site administrator changed an account, or a person their own. */
        USER_CHANGED("user-changed"),
        /** A person chose their default organization. */
        DEFAULT_ORGANIZATION_CHOSEN("default-organization-chosen"),
        /** An account was deleted. */
        USER_DELETED("user-deleted"),
        /** A person asked to change their e-mail address. The subject is the account, also in the next four. */
        EMAIL_CHANGE_REQUESTED("email-change-requested"),
        /** A person asked for the link that verifies the e-mail address of their account, or for the open link again. */
        EMAIL_LINK_REQUESTED("email-link-requested"),
        /** A person gave the change up. */
        EMAIL_CHANGE_CANCELED("email-change-canceled"),
        /** A person verified the e-mail address that their account had. */
        EMAIL_VERIFIED("email-verified"),
        /** A person verified another e-mail address, which replaced the one that their account had. */
        EMAIL_CHANGED("email-changed"),
        /** A watched token was used. */
        TOKEN_USED("token-used"),
        TOKEN_CREATED("token-created"),
        TOKEN_REVOKED("token-revoked"),
        /** A site administrator created an organization. The subject is the organization, also in the next three. */
        ORGANIZATION_CREATED("organization-created"),
        /** The login, name or picture of an organization changed. */
        ORGANIZATION_RENAMED("organization-renamed"),
        /** The settings of an organization changed. */
        ORGANIZATION_SETTINGS_CHANGED("organization-settings-changed"),
        /** A site administrator deleted an organization. */
        ORGANIZATION_DELETED("organization-deleted"),
        /** An account became a member of an organization. The subject is the account, also in the next two. */
        MEMBER_ADDED("member-added"),
        /** A member got another role. */
        MEMBER_ROLE_CHANGED("member-role-changed"),
        /** An account is no longer a member of an organization. */
        MEMBER_REMOVED("member-removed"),
        /** An organization got a team. The subject is the team, also in the next four. */
        TEAM_CREATED("team-created"),
        /** The display name or the description of a team changed. */
        TEAM_UPDATED("team-updated"),
        /** A team was deleted, with its grants and tokens. */
        TEAM_DELETED("team-deleted"),
        /** A team got a permission on a stack, or another one than it had. */
        TEAM_STACK_PERMISSION_CHANGED("team-stack-permission-changed"),
        /** A team lost its permission on a stack. */
        TEAM_STACK_PERMISSION_REMOVED("team-stack-permission-removed"),
        /** An organization got a stack. The subject is the stack, also in the next four. */
        STACK_CREATED("stack-created"),
        /** A stack got another name, or belongs to another project. */
        STACK_RENAMED("stack-renamed"),
        /** A stack belongs to another organization. Both have the event. */
        STACK_TRANSFERRED("stack-transferred"),
        /** Tags of a stack were added, changed or removed. */
        STACK_TAGS_CHANGED("stack-tags-changed"),
        /** A stack was deleted, with its state. */
        STACK_DELETED("stack-deleted"),
        /** A person or a custom role got a permission on a stack. The subject is the person or role, also in the next. */
        STACK_PERMISSION_CHANGED("stack-permission-changed"),
        /** A person or a custom role lost their permission on a stack. */
        STACK_PERMISSION_REMOVED("stack-permission-removed"),
        /** A member of an organization joined a team. The subject is the account, also in the next two. */
        TEAM_MEMBER_ADDED("team-member-added"),
        /** A member of a team became its admin, or is no longer its admin. */
        TEAM_MEMBER_ROLE_CHANGED("team-member-role-changed"),
        /** An account is no longer a member of a team. */
        TEAM_MEMBER_REMOVED("team-member-removed"),
        /** Somebody was invited to an organization, or invited again. The subject is the invitation. */
        INVITE_SENT("organization-invite-sent"),
        /** The invitee joined the organization. The subject is the account. */
        INVITE_ACCEPTED("organization-invite-accepted"),
        /** An admin took an invitation back, or the invitee declined it. The subject is the invitation. */
        INVITE_CANCELED("organization-invite-canceled"),
        /** A site administrator let the service try to send a mail again. The subject is the mail. */
        MAIL_RETRIED("mail-retried"),
        /** An update of a stack started. The subject is the stack, also in the next three. */
        STACK_UPDATE_STARTED("stack-update-started"),
        /** Somebody canceled an update of a stack. */
        STACK_UPDATE_CANCELLED("stack-update-cancelled"),
        /** Somebody replaced the state of a stack. */
        STACK_IMPORTED("stack-imported"),
        /** Somebody decrypted secrets of a stack. */
        STACK_SECRETS_DECRYPTED("stack-secrets-decrypted");

        public final String stored;

        Action(String stored) {
            this.stored = stored;
        }
    }

    /** Why something was refused. The names are stored, so they must not change. */
    public enum Reason {
        /** The state of the callback is unknown, used or expired, or belongs to another browser. */
        UNKNOWN_STATE("unknown-state"),
        /** The provider sent the browser back without a code and without an error. */
        NO_CODE("no-code"),
        /** The provider no longer accepts the code. */
        CODE_REFUSED("code-refused"),
        /** The person did not consent at the provider. */
        CONSENT_DENIED("consent-denied"),
        /** The person did not consent to everything that is needed. */
        CONSENT_INCOMPLETE("consent-incomplete"),
        /** The person must do something at the provider first. */
        ACTION_REQUIRED("action-required"),
        /** The person must use the single sign-on of their organization first. */
        SINGLE_SIGN_ON_REQUIRED("single-sign-on-required"),
        /** The provider does not accept how Rollcall is registered there. */
        REGISTRATION_REFUSED("registration-refused"),
        /** The account at the provider has no profile that may sign in. */
        NO_PROFILE("no-profile"),
        /** The provider has suspended the person. */
        SUSPENDED_AT_PROVIDER("suspended-at-provider"),
        /** The ID token is missing or invalid, or names somebody else. */
        UNVERIFIED("unverified"),
        /** The person has no account and may not sign up. */
        SIGN_UP_CLOSED("sign-up-closed"),
        /** The account is suspended or deleted. */
        ACCOUNT_NOT_ACTIVE("account-not-active"),
        /** The person who started to link an identity is no longer signed in. */
        SIGNED_OUT("signed-out"),
        /** The identity belongs to another account, or the account has another identity of this kind. */
        IDENTITY_CONFLICT("identity-conflict"),
        /** The token is not the one that a page asks for, or has ended. */
        WRONG_TOKEN("wrong-token"),
        /** The caller is no site administrator. */
        NOT_AN_ADMINISTRATOR("not-an-administrator"),
        /** The user, token or session does not exist. */
        NOT_FOUND("not-found"),
        /** The request does not fit the current state. */
        CONFLICT("conflict"),
        /** The body or a parameter is invalid. */
        INVALID_REQUEST("invalid-request");

        final String stored;

        Reason(String stored) {
            this.stored = stored;
        }
    }

    private AuditEvent() {}
}
