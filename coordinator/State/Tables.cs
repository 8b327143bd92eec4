namespace FedOnco.Coordinator.State;

/// <summary>The tables of version 1, written once for every database. A table of its own that older programs leave alone needs no new version: it is made where it is missing.</summary>
internal static class Tables
{
    public static string Of(ColumnTypes type) => $"""
        CREATE TABLE IF NOT EXISTS sites (site {type.Text} PRIMARY KEY, identity {type.Bytes} NOT NULL, certificate {type.Text} NOT NULL);
        CREATE TABLE IF NOT EXISTS renewals (site {type.Text} PRIMARY KEY, certificate {type.Text} NOT NULL);
        CREATE TABLE IF NOT EXISTS trust (site {type.Text} PRIMARY KEY, signer {type.Text} NOT NULL, trusted {type.Text} NOT NULL);
        CREATE TABLE IF NOT EXISTS invitations (hash {type.Bytes} PRIMARY KEY, site {type.Text} NOT NULL, expires {type.Whole} NOT NULL);
        CREATE TABLE IF NOT EXISTS people (name {type.Text} PRIMARY KEY, role {type.Text} NOT NULL, studies {type.Text} NOT NULL);
        CREATE TABLE IF NOT EXISTS tokens (hash {type.Bytes} PRIMARY KEY, person {type.Text} NOT NULL, expires {type.Whole} NOT NULL);
        CREATE TABLE IF NOT EXISTS changes (number {type.Counted}, time {type.Whole} NOT NULL, what {type.Text} NOT NULL);
        CREATE TABLE IF NOT EXISTS studies (name {type.Text} PRIMARY KEY, title {type.Text} NOT NULL, sites {type.Text} NOT NULL, dictionary {type.Bytes} NOT NULL);
        CREATE TABLE IF NOT EXISTS holdings (site {type.Text}, study {type.Text}, dataset {type.Text}, entry {type.Bytes} NOT NULL, PRIMARY KEY (site, study, dataset));
        CREATE TABLE IF NOT EXISTS runs (id {type.Text} PRIMARY KEY, study {type.Text} NOT NULL, open {type.Whole} NOT NULL, question {type.Bytes}, number {type.Whole} NOT NULL, run {type.Bytes} NOT NULL);
        CREATE INDEX IF NOT EXISTS runs_by_question ON runs (question) WHERE question IS NOT NULL;
        CREATE TABLE IF NOT EXISTS contracts (run {type.Text} PRIMARY KEY, contract {type.Bytes} NOT NULL);
        CREATE TABLE IF NOT EXISTS cohorts (study {type.Text}, dataset {type.Text}, hash {type.Bytes}, entry {type.Bytes} NOT NULL, PRIMARY KEY (study, dataset, hash)){type.Compact};
        CREATE TABLE IF NOT EXISTS models (study {type.Text}, person {type.Text}, name {type.Text}, version {type.Whole}, run {type.Text} NOT NULL, PRIMARY KEY (study, person, name, version)){type.Compact};
        CREATE TABLE IF NOT EXISTS cohort_states (study {type.Text}, dataset {type.Text}, hash {type.Bytes}, state {type.Whole} NOT NULL, PRIMARY KEY (study, dataset, hash)){type.Compact};
        CREATE TABLE IF NOT EXISTS sets (study {type.Text}, name {type.Text}, entry {type.Bytes} NOT NULL, PRIMARY KEY (study, name)){type.Compact};
        """;
}
