create table identity (
    id         uuid        primary key,
    user_id    uuid        not null references app_user on delete cascade,
    provider   text        not null check (provider in
        ('dev.azure.com', 'bitbucket.org', 'github.com', 'gitlab.com', 'google.com', 'SAML')),
    -- Which installation of the provider, as its base URL; for single sign-on the issuer.
    instance   text        not null,
    -- The provider's own, never changing key of the person. Logins and addresses change hands.
    subject    text        not null,
    login      text        not null default '',
    created_at timestamptz not null default now(),
    unique (provider, instance, subject),
    unique (user_id, provider)
);

-- What the provider showed the last time: the organizations that the person could join here.
create table identity_organization (
    identity_id uuid not null references identity on delete cascade,
    provider_id text not null,
    login       text not null,
    primary key (identity_id, provider_id)
);
