-- Since then the provider's refusal of the token is believed; null if the token is good or nothing is decided. The token
-- stays for some days, because a provider that fails refuses good tokens too.
alter table identity_sync
    add column refused_at timestamptz;

create index identity_sync_refused on identity_sync (refused_at) where refused_at is not null;
