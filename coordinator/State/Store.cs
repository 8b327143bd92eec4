using System.Security.Cryptography;
using System.Text;
using FedOnco.Protos;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace FedOnco.Coordinator.State;

/// <summary>The coordinator's durable state: sites, people, studies, holdings, runs.</summary>
internal sealed class Store : IDisposable
{
    /// <summary>A change to the tables below is a further statement here; the tables stay those of version 1.</summary>
    internal static readonly Schema Versions = new([]);

    private readonly SqliteConnection _database;
    private readonly Lock _lock = new();

    private Store(string folder)
    {
        Folder = folder;
        var file = Path.Combine(folder, "coordinator.db");
        _database = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=5");
        var found = Opened(file);
        Write("""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA busy_timeout = 5000;
            CREATE TABLE IF NOT EXISTS sites (site TEXT PRIMARY KEY, identity BLOB NOT NULL, certificate TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS renewals (site TEXT PRIMARY KEY, certificate TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS invitations (hash BLOB PRIMARY KEY, site TEXT NOT NULL, expires INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS people (name TEXT PRIMARY KEY, role TEXT NOT NULL, studies TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS tokens (hash BLOB PRIMARY KEY, person TEXT NOT NULL, expires INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS changes (number INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, what TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS studies (name TEXT PRIMARY KEY, title TEXT NOT NULL, sites TEXT NOT NULL, dictionary BLOB NOT NULL);
            CREATE TABLE IF NOT EXISTS holdings (site TEXT, study TEXT, dataset TEXT, entry BLOB NOT NULL, PRIMARY KEY (site, study, dataset));
            CREATE TABLE IF NOT EXISTS runs (id TEXT PRIMARY KEY, study TEXT NOT NULL, open INTEGER NOT NULL, question BLOB, number INTEGER NOT NULL, run BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS runs_by_question ON runs (question) WHERE question IS NOT NULL;
            CREATE TABLE IF NOT EXISTS contracts (run TEXT PRIMARY KEY, contract BLOB NOT NULL);
            CREATE TABLE IF NOT EXISTS cohorts (study TEXT, dataset TEXT, hash BLOB, entry BLOB NOT NULL, PRIMARY KEY (study, dataset, hash)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS models (study TEXT, person TEXT, name TEXT, version INTEGER, run TEXT NOT NULL, PRIMARY KEY (study, person, name, version)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS cohort_states (study TEXT, dataset TEXT, hash BLOB, state INTEGER NOT NULL, PRIMARY KEY (study, dataset, hash)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS sets (study TEXT, name TEXT, entry BLOB NOT NULL, PRIMARY KEY (study, name)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS totals (contract BLOB, number INTEGER, step BLOB NOT NULL, total BLOB NOT NULL, PRIMARY KEY (contract, number));
            """);
        Versions.Bring(_database, file, found);
    }

    private int Opened(string file)
    {
        try
        {
            _database.Open();
            return Versions.Require(_database, file);
        }
        catch (SqliteException)
        {
            _database.Dispose();
            throw new FedOncoException(ErrorReason.WrongFile, $"{file} cannot be opened: it is damaged, or another process holds it. Restore it from a backup (`fedonco-coordinator backup`).");
        }
    }

    /// <summary>The state folder.</summary>
    public string Folder { get; }

    public static Store Open(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new Store(folder);
    }

    public void AddInvitation(string secret, string site, DateTimeOffset expires) =>
        Write("INSERT INTO invitations VALUES ($a, $b, $c)", Hash(secret), site, expires.ToUnixTimeSeconds());

    /// <summary>Uses an invitation up; false where there is none that is still good.</summary>
    public bool TakeInvitation(string secret, string site, DateTimeOffset now) =>
        Write("DELETE FROM invitations WHERE hash = $a AND site = $b AND expires > $c", Hash(secret), site, now.ToUnixTimeSeconds()) == 1;

    public void AddSite(string site, byte[] identity, string certificateThumbprint) =>
        InOne(() => Write("INSERT OR REPLACE INTO sites VALUES ($a, $b, $c)", site, identity, certificateThumbprint), () => Write("DELETE FROM renewals WHERE site = $a", site));

    /// <summary>The identity key of an enrolled site; null for an unknown one.</summary>
    public byte[]? IdentityOf(string site) => Read("SELECT identity FROM sites WHERE site = $a", r => (byte[])r[0], site).FirstOrDefault();

    /// <summary>A new certificate that takes the place of a site's present one when the site first connects with it.</summary>
    public void AddRenewal(string site, string certificateThumbprint) => Write("INSERT OR REPLACE INTO renewals VALUES ($a, $b)", site, certificateThumbprint);

    /// <summary>Puts a renewed certificate in the place of the old one; false where it is not the one that was signed last.</summary>
    public bool TakeRenewal(string site, string certificateThumbprint)
    {
        var taken = false;
        InOne(
            () => taken = Write("DELETE FROM renewals WHERE site = $a AND certificate = $b", site, certificateThumbprint) == 1,
            () => _ = taken ? Write("UPDATE sites SET certificate = $b WHERE site = $a", site, certificateThumbprint) : 0);
        return taken;
    }

    /// <summary>SHA-256 of the site's current certificate; null for an unknown site.</summary>
    public string? CertificateOf(string site) => Read("SELECT certificate FROM sites WHERE site = $a", r => r.GetString(0), site).FirstOrDefault();

    /// <summary>Makes a site's certificate worthless; its identity key stays in the roster. False for an unknown site.</summary>
    public bool RevokeCertificate(string site)
    {
        var revoked = false;
        InOne(() => revoked = Write("UPDATE sites SET certificate = '' WHERE site = $a", site) == 1, () => Write("DELETE FROM renewals WHERE site = $a", site));
        return revoked;
    }

    /// <summary>Whether the database answers.</summary>
    public bool Answers()
    {
        try
        {
            return Read("SELECT count(*) FROM sites", r => r.GetInt64(0)).Count == 1;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    public Roster Roster()
    {
        var roster = new Roster();
        roster.Entries.AddRange(Read("SELECT site, identity FROM sites ORDER BY site", r => new RosterEntry { Site = r.GetString(0), IdentityKey = ByteString.CopyFrom((byte[])r[1]) }));
        return roster;
    }

    /// <summary>Keeps what a command changed for the log of the service, which may be running.</summary>
    public void AddChange(string what, DateTimeOffset now) => Write("INSERT INTO changes (time, what) VALUES ($a, $b)", now.ToUnixTimeSeconds(), what);

    public IReadOnlyList<AdministrativeChange> Changes() => Read("SELECT number, time, what FROM changes ORDER BY number", r => new AdministrativeChange(r.GetInt64(0), DateTimeOffset.FromUnixTimeSeconds(r.GetInt64(1)), r.GetString(2)));

    public void ForgetChange(long number) => Write("DELETE FROM changes WHERE number = $a", number);

    public void AddPerson(string name, string role, IEnumerable<string> studies) => Write("INSERT OR REPLACE INTO people VALUES ($a, $b, $c)", name, role, string.Join('\n', studies));

    public Person? FindPerson(string name) => Read("SELECT name, role, studies FROM people WHERE name = $a", PersonOf, name).FirstOrDefault();

    public void AddToken(string token, string person, DateTimeOffset expires) => Write("INSERT INTO tokens VALUES ($a, $b, $c)", Hash(token), person, expires.ToUnixTimeSeconds());

    public int RevokeTokens(string person) => Write("DELETE FROM tokens WHERE person = $a", person);

    /// <summary>Revokes the one token of a person whose id starts so; the number revoked.</summary>
    public int RevokeToken(string person, string id) => Write("DELETE FROM tokens WHERE person = $a AND lower(hex(hash)) LIKE $b || '%'", person, id);

    /// <summary>Ids and ends of a person's tokens: the id is the start of the stored hash, and opens nothing.</summary>
    public IReadOnlyList<(string Id, DateTimeOffset Expires)> Tokens(string person) =>
        Read("SELECT lower(hex(substr(hash, 1, 8))), expires FROM tokens WHERE person = $a ORDER BY expires", r => (r.GetString(0), DateTimeOffset.FromUnixTimeSeconds(r.GetInt64(1))), person);

    public static string TokenId(string token) => Convert.ToHexStringLower(Hash(token)[..8]);

    /// <summary>The person behind a token and when it expires.</summary>
    public (Person Person, DateTimeOffset Expires)? FindToken(string token)
    {
        // Found by its id; the comparison of the whole hash takes the same time wherever it differs.
        var hash = Hash(token);
        return Read("SELECT p.name, p.role, p.studies, t.expires, t.hash FROM tokens t JOIN people p ON p.name = t.person WHERE substr(t.hash, 1, 8) = $a", r => (Person: PersonOf(r), Expires: DateTimeOffset.FromUnixTimeSeconds(r.GetInt64(3)), Hash: (byte[])r[4]), hash[..8])
            .Where(t => CryptographicOperations.FixedTimeEquals(t.Hash, hash)).Select(t => ((Person, DateTimeOffset)?)(t.Person, t.Expires)).FirstOrDefault();
    }

    public void AddStudy(string name, string title, IEnumerable<string> sites, Dictionary dictionary) =>
        Write("INSERT OR REPLACE INTO studies VALUES ($a, $b, $c, $d)", name, title, string.Join('\n', sites), dictionary.ToByteArray());

    public IReadOnlyList<StudyRecord> Studies() => Read("SELECT name, title, sites, dictionary FROM studies ORDER BY name", StudyOf);

    public StudyRecord? FindStudy(string name) => Read("SELECT name, title, sites, dictionary FROM studies WHERE name = $a", StudyOf, name).FirstOrDefault();

    /// <summary>Replaces what a site says that it holds.</summary>
    public void SetHoldings(string site, IEnumerable<SiteDataset> datasets)
    {
        lock (_lock)
        {
            using var transaction = _database.BeginTransaction();
            Write("DELETE FROM holdings WHERE site = $a", site);
            foreach (var dataset in datasets) Write("INSERT OR REPLACE INTO holdings VALUES ($a, $b, $c, $d)", site, dataset.Study, dataset.Dataset, dataset.ToByteArray());
            transaction.Commit();
        }
    }

    /// <summary>Who holds a dataset, sites in no particular order.</summary>
    public IReadOnlyList<(string Site, SiteDataset Entry)> Holdings(string study, string dataset) =>
        Read("SELECT site, entry FROM holdings WHERE study = $a AND dataset = $b", r => (r.GetString(0), SiteDataset.Parser.ParseFrom((byte[])r[1])), study, dataset);

    public void SaveRun(Run run, bool open, byte[]? question) =>
        Write("INSERT INTO runs VALUES ($a, $b, $c, $d, (SELECT coalesce(max(number), 0) + 1 FROM runs), $e) ON CONFLICT (id) DO UPDATE SET open = $c, question = $d, run = $e", run.Id, run.Study, open ? 1 : 0, (object?)question ?? DBNull.Value, run.ToByteArray());

    public Run? FindRun(string id) => Read("SELECT run FROM runs WHERE id = $a", RunOf, id).FirstOrDefault();

    /// <summary>The completed run of the same question, if there is one.</summary>
    public Run? FindAnswer(byte[] question) => Read("SELECT run FROM runs WHERE question = $a ORDER BY number DESC LIMIT 1", RunOf, question).FirstOrDefault();

    public IReadOnlyList<Run> Runs(string study, int limit) => Read("SELECT run FROM runs WHERE study = $a ORDER BY number DESC LIMIT $b", RunOf, study, limit);

    /// <summary>The newest run of a study of which something holds; older ones are not read.</summary>
    public Run? NewestRun(string study, Func<Run, bool> holds) => First("SELECT run FROM runs WHERE study = $a ORDER BY number DESC", RunOf, holds, study);

    /// <summary>In the order of submission.</summary>
    public IReadOnlyList<Run> OpenRuns() => Read("SELECT run FROM runs WHERE open = 1 ORDER BY number", RunOf);

    public void Dispose() => _database.Dispose();

    /// <summary>All or nothing.</summary>
    private void InOne(params Action[] writes)
    {
        lock (_lock)
        {
            using var transaction = _database.BeginTransaction();
            foreach (var write in writes) write();
            transaction.Commit();
        }
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static Person PersonOf(SqliteDataReader r) => new(r.GetString(0), r.GetString(1), r.GetString(2).Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static StudyRecord StudyOf(SqliteDataReader r) =>
        new(r.GetString(0), r.GetString(1), r.GetString(2).Split('\n', StringSplitOptions.RemoveEmptyEntries), Dictionary.Parser.ParseFrom((byte[])r[3]));

    private static Run RunOf(SqliteDataReader r) => Protos.Run.Parser.ParseFrom((byte[])r[0]);

    /// <summary>A statement with parameters $a, $b, ...; rows changed.</summary>
    public int Write(string sql, params object[] values)
    {
        lock (_lock)
        {
            using var command = Command(sql, values);
            return command.ExecuteNonQuery();
        }
    }

    /// <summary>Inserts a row with a large value, which is written without a second copy of it.</summary>
    /// <param name="sql">Inserts zeroblob(length) and returns the row's id.</param>
    /// <param name="table">Table of the row.</param>
    /// <param name="column">Column of the value.</param>
    /// <param name="value">Of the length that was inserted.</param>
    /// <param name="values">Parameters $a, $b, ...</param>
    public void WriteBlob(string sql, string table, string column, ReadOnlyMemory<byte> value, params object[] values)
    {
        lock (_lock)
        {
            using var transaction = _database.BeginTransaction();
            using var command = Command(sql, values);
            using (var blob = new SqliteBlob(_database, table, column, (long)command.ExecuteScalar()!)) blob.Write(value.Span); // RETURNING gives one row.
            transaction.Commit();
        }
    }

    /// <summary>The rows of a query with parameters $a, $b, ...</summary>
    public List<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params object[] values)
    {
        lock (_lock)
        {
            using var command = Command(sql, values);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read()) rows.Add(row(reader));
            return rows;
        }
    }

    private T? First<T>(string sql, Func<SqliteDataReader, T> row, Func<T, bool> holds, params object[] values)
        where T : class
    {
        lock (_lock)
        {
            using var command = Command(sql, values);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                if (row(reader) is var found && holds(found)) return found;
            }

            return null;
        }
    }

    private SqliteCommand Command(string sql, object[] values)
    {
        var command = _database.CreateCommand();
#pragma warning disable CA2100 // Constant texts with bound parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue("$" + (char)('a' + i), values[i]);
        return command;
    }
}
