using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Coordinator.State;

/// <summary>The coordinator's durable state: sites, people, studies, holdings, runs.</summary>
internal sealed class Store : IDisposable
{
    /// <summary>A change to the tables is a further statement here; <see cref="Tables"/> stay those of version 1.</summary>
    internal static readonly Schema Versions = new([]);

    private readonly StateDatabase _database;
    private readonly IDisposable _use;

    private Store(string folder, StateDatabase database, IDisposable use)
    {
        Folder = folder;
        _database = database;
        _use = use;
    }

    /// <summary>The state folder.</summary>
    public string Folder { get; }

    /// <param name="folder">The state folder. Its file database.txt names a PostgreSQL database; without it the state is in coordinator.db.</param>
    /// <param name="serves">The service, of which there is one for a database; a command otherwise.</param>
    /// <exception cref="FedOncoException">WrongFile or CannotConnect.</exception>
    public static Store Open(string folder, bool serves = false)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var use = StateFolder.Use(folder);
        StateDatabase? database = null;
        try
        {
            database = PostgresAccess.Read(folder) is { } access ? PostgresState.Open(access, serves) : SqliteState.Open(Path.Combine(folder, SqliteState.FileName));
            Versions.Bring(database);
            return new Store(folder, database, use);
        }
        catch
        {
            database?.Dispose();
            use.Dispose();
            throw;
        }
    }

    public void AddInvitation(string secret, string site, DateTimeOffset expires) =>
        Write("INSERT INTO invitations VALUES (@a, @b, @c)", Hash(secret), site, expires.ToUnixTimeSeconds());

    /// <summary>Uses an invitation up; false where there is none that is still good.</summary>
    public bool TakeInvitation(string secret, string site, DateTimeOffset now) =>
        Write("DELETE FROM invitations WHERE hash = @a AND site = @b AND expires > @c", Hash(secret), site, now.ToUnixTimeSeconds()) == 1;

    public void AddSite(string site, byte[] identity, string certificateThumbprint) =>
        InOne(() =>
        {
            Write("INSERT INTO sites VALUES (@a, @b, @c) ON CONFLICT (site) DO UPDATE SET identity = excluded.identity, certificate = excluded.certificate", site, identity, certificateThumbprint);
            Write("DELETE FROM renewals WHERE site = @a", site);
        });

    /// <summary>The identity key of an enrolled site; null for an unknown one.</summary>
    public byte[]? IdentityOf(string site) => Read("SELECT identity FROM sites WHERE site = @a", r => (byte[])r[0], site).FirstOrDefault();

    /// <summary>A new certificate that takes the place of a site's present one when the site first connects with it.</summary>
    public void AddRenewal(string site, string certificateThumbprint) => Write("INSERT INTO renewals VALUES (@a, @b) ON CONFLICT (site) DO UPDATE SET certificate = excluded.certificate", site, certificateThumbprint);

    /// <summary>Puts a renewed certificate in the place of the old one; false where it is not the one that was signed last.</summary>
    public bool TakeRenewal(string site, string certificateThumbprint)
    {
        var taken = false;
        InOne(() =>
        {
            taken = Write("DELETE FROM renewals WHERE site = @a AND certificate = @b", site, certificateThumbprint) == 1;
            if (taken) Write("UPDATE sites SET certificate = @b WHERE site = @a", site, certificateThumbprint);
        });
        return taken;
    }

    /// <summary>SHA-256 of the site's current certificate; null for an unknown site.</summary>
    public string? CertificateOf(string site) => Read("SELECT certificate FROM sites WHERE site = @a", r => r.GetString(0), site).FirstOrDefault();

    /// <summary>Makes a site's certificate worthless; its identity key stays in the roster. False for an unknown site.</summary>
    public bool RevokeCertificate(string site)
    {
        var revoked = false;
        InOne(() =>
        {
            revoked = Write("UPDATE sites SET certificate = '' WHERE site = @a", site) == 1;
            Write("DELETE FROM renewals WHERE site = @a", site);
        });
        return revoked;
    }

    /// <summary>Keeps which authority signed the certificate that a site shows, and which ones it says that it trusts: fingerprints.</summary>
    public void SetTrust(string site, string signer, IEnumerable<string> trusted) =>
        Write("INSERT INTO trust VALUES (@a, @b, @c) ON CONFLICT (site) DO UPDATE SET signer = excluded.signer, trusted = excluded.trusted", site, signer, string.Join('\n', trusted));

    /// <summary>Of every site that has a certificate.</summary>
    public IReadOnlyList<SiteTrust> Trust() =>
        Read("SELECT s.site, coalesce(t.signer, ''), coalesce(t.trusted, '') FROM sites s LEFT JOIN trust t ON t.site = s.site WHERE s.certificate <> '' ORDER BY s.site", r => new SiteTrust(r.GetString(0), r.GetString(1), r.GetString(2).Split('\n', StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>Whether the database answers.</summary>
    public bool Answers()
    {
        try
        {
            return Read("SELECT count(*) FROM sites", r => r.GetInt64(0)).Count == 1;
        }
        catch (Exception down) when (StateFault.Is(down))
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
    public void AddChange(string what, DateTimeOffset now) => Write("INSERT INTO changes (time, what) VALUES (@a, @b)", now.ToUnixTimeSeconds(), what);

    public IReadOnlyList<AdministrativeChange> Changes() => Read("SELECT number, time, what FROM changes ORDER BY number", r => new AdministrativeChange(r.GetInt64(0), DateTimeOffset.FromUnixTimeSeconds(r.GetInt64(1)), r.GetString(2)));

    public void ForgetChange(long number) => Write("DELETE FROM changes WHERE number = @a", number);

    public void AddPerson(string name, string role, IEnumerable<string> studies) => Write("INSERT INTO people VALUES (@a, @b, @c) ON CONFLICT (name) DO UPDATE SET role = excluded.role, studies = excluded.studies", name, role, string.Join('\n', studies));

    public Person? FindPerson(string name) => Read("SELECT name, role, studies FROM people WHERE name = @a", PersonOf, name).FirstOrDefault();

    public void AddToken(string token, string person, DateTimeOffset expires) => Write("INSERT INTO tokens VALUES (@a, @b, @c)", Hash(token), person, expires.ToUnixTimeSeconds());

    public int RevokeTokens(string person) => Write("DELETE FROM tokens WHERE person = @a", person);

    /// <summary>Revokes the one token of a person whose id starts so; the number revoked.</summary>
    public int RevokeToken(string person, string id) => HashesOf(person).Where(t => Convert.ToHexStringLower(t.Hash).StartsWith(id, StringComparison.Ordinal)).Sum(t => Write("DELETE FROM tokens WHERE hash = @a", t.Hash));

    /// <summary>Ids and ends of a person's tokens: the id is the start of the stored hash, and opens nothing.</summary>
    public IReadOnlyList<(string Id, DateTimeOffset Expires)> Tokens(string person) =>
        [.. HashesOf(person).Select(t => (Convert.ToHexStringLower(t.Hash[..8]), t.Expires))];

    public static string TokenId(string token) => Convert.ToHexStringLower(Hash(token)[..8]);

    /// <summary>The person behind a token and when it expires.</summary>
    public (Person Person, DateTimeOffset Expires)? FindToken(string token)
    {
        // Found by its id; the comparison of the whole hash takes the same time wherever it differs.
        var hash = Hash(token);
        return Read("SELECT p.name, p.role, p.studies, t.expires, t.hash FROM tokens t JOIN people p ON p.name = t.person WHERE substr(t.hash, 1, 8) = @a", r => (Person: PersonOf(r), Expires: DateTimeOffset.FromUnixTimeSeconds(r.GetInt64(3)), Hash: (byte[])r[4]), hash[..8])
            .Where(t => CryptographicOperations.FixedTimeEquals(t.Hash, hash)).Select(t => ((Person, DateTimeOffset)?)(t.Person, t.Expires)).FirstOrDefault();
    }

    public void AddStudy(string name, string title, IEnumerable<string> sites, Dictionary dictionary) =>
        Write("INSERT INTO studies VALUES (@a, @b, @c, @d) ON CONFLICT (name) DO UPDATE SET title = excluded.title, sites = excluded.sites, dictionary = excluded.dictionary", name, title, string.Join('\n', sites), dictionary.ToByteArray());

    public IReadOnlyList<StudyRecord> Studies() => Read("SELECT name, title, sites, dictionary FROM studies ORDER BY name", StudyOf);

    public StudyRecord? FindStudy(string name) => Read("SELECT name, title, sites, dictionary FROM studies WHERE name = @a", StudyOf, name).FirstOrDefault();

    /// <summary>Replaces what a site says that it holds.</summary>
    public void SetHoldings(string site, IEnumerable<SiteDataset> datasets) => InOne(() =>
    {
        Write("DELETE FROM holdings WHERE site = @a", site);
        foreach (var dataset in datasets)
            Write("INSERT INTO holdings VALUES (@a, @b, @c, @d) ON CONFLICT (site, study, dataset) DO UPDATE SET entry = excluded.entry", site, dataset.Study, dataset.Dataset, dataset.ToByteArray());
    });

    /// <summary>Who holds a dataset, sites in no particular order.</summary>
    public IReadOnlyList<(string Site, SiteDataset Entry)> Holdings(string study, string dataset) =>
        Read("SELECT site, entry FROM holdings WHERE study = @a AND dataset = @b", r => (r.GetString(0), SiteDataset.Parser.ParseFrom((byte[])r[1])), study, dataset);

    public void SaveRun(Run run, bool open, byte[]? question) =>
        Write("INSERT INTO runs VALUES (@a, @b, @c, @d, (SELECT coalesce(max(number), 0) + 1 FROM runs), @e) ON CONFLICT (id) DO UPDATE SET open = excluded.open, question = excluded.question, run = excluded.run", run.Id, run.Study, open ? 1 : 0, (object?)question ?? DBNull.Value, run.ToByteArray());

    public Run? FindRun(string id) => Read("SELECT run FROM runs WHERE id = @a", RunOf, id).FirstOrDefault();

    /// <summary>The completed run of the same question, if there is one.</summary>
    public Run? FindAnswer(byte[] question) => Read("SELECT run FROM runs WHERE question = @a ORDER BY number DESC LIMIT 1", RunOf, question).FirstOrDefault();

    public IReadOnlyList<Run> Runs(string study, int limit) => Read("SELECT run FROM runs WHERE study = @a ORDER BY number DESC LIMIT @b", RunOf, study, limit);

    /// <summary>The newest run of a study of which something holds; older ones are not read.</summary>
    public Run? NewestRun(string study, Func<Run, bool> holds) => _database.First("SELECT run FROM runs WHERE study = @a ORDER BY number DESC", RunOf, holds, study);

    /// <summary>In the order of submission.</summary>
    public IReadOnlyList<Run> OpenRuns() => Read("SELECT run FROM runs WHERE open = 1 ORDER BY number", RunOf);

    public void Dispose()
    {
        _database.Dispose();
        _use.Dispose();
    }

    private List<(byte[] Hash, DateTimeOffset Expires)> HashesOf(string person) =>
        Read("SELECT hash, expires FROM tokens WHERE person = @a ORDER BY expires", r => ((byte[])r[0], DateTimeOffset.FromUnixTimeSeconds(r.GetInt64(1))), person);

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static Person PersonOf(DbDataReader r) => new(r.GetString(0), r.GetString(1), r.GetString(2).Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static StudyRecord StudyOf(DbDataReader r) =>
        new(r.GetString(0), r.GetString(1), r.GetString(2).Split('\n', StringSplitOptions.RemoveEmptyEntries), Dictionary.Parser.ParseFrom((byte[])r[3]));

    private static Run RunOf(DbDataReader r) => Protos.Run.Parser.ParseFrom((byte[])r[0]);

    /// <summary>A statement with parameters @a, @b, ...; rows changed.</summary>
    public int Write(string sql, params object[] values) => _database.Write(sql, values);

    /// <summary>The rows of a query with parameters @a, @b, ...</summary>
    public List<T> Read<T>(string sql, Func<DbDataReader, T> row, params object[] values) => _database.Read(sql, row, values);

    /// <summary>Writes a total in the place of an earlier one of the same contract and index.</summary>
    public void SaveTotal(byte[] contract, long index, byte[] step, ReadOnlyMemory<byte> total) => _database.SaveTotal(contract, index, step, total);

    /// <summary>Contracts with the bytes of their totals, those with the oldest totals first.</summary>
    public IReadOnlyList<(byte[] Contract, long Bytes)> SizesOfTotals() => _database.SizesOfTotals();

    private void InOne(Action writes) => _database.InOne(writes);
}
