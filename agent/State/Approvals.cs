using FedOnco.Protos;

namespace FedOnco.Agent.State;

/// <summary>Contracts that wait for this site's IT, and what it decided.</summary>
internal sealed class Approvals : IDisposable
{
    /// <summary>A question that nobody decided is forgotten after this time.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>Open questions; more are turned away.</summary>
    public const int MostWaiting = 200;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS approvals (id TEXT PRIMARY KEY, study TEXT NOT NULL, person TEXT NOT NULL, call TEXT NOT NULL, patients INTEGER NOT NULL, elements INTEGER NOT NULL, earlier INTEGER NOT NULL, asked INTEGER NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS refusals (study TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS decisions (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, decision TEXT NOT NULL, time INTEGER NOT NULL);
        """;

    private readonly StateDatabase _database;

    /// <param name="folder">State folder.</param>
    public Approvals(string folder)
        : this(new StateDatabase(FileOf(folder), Schema))
    {
    }

    private Approvals(StateDatabase database) => _database = database;

    public static string FileOf(string folder) => Path.Combine(folder, "approvals.db");

    /// <summary>For a look while the agent runs; nothing can be written through it. Null where there is none yet.</summary>
    public static Approvals? ReadOnly(string folder) => File.Exists(FileOf(folder)) ? new Approvals(StateDatabase.ReadOnly(FileOf(folder))) : null;

    /// <summary>Waiting, approved and refused questions, newest first.</summary>
    public IReadOnlyList<ApprovalQuestion> All(DateTimeOffset now)
    {
        Forget(now);
        return _database.Read("SELECT id, study, person, call, patients, elements, earlier, asked, state FROM approvals ORDER BY asked DESC", QuestionOf);
    }

    /// <summary>What was asked with a call and is not forgotten, newest first; writes nothing.</summary>
    /// <param name="study">Study.</param>
    /// <param name="call">In its canonical form.</param>
    /// <param name="now">Time.</param>
    public IReadOnlyList<ApprovalQuestion> Of(string study, string call, DateTimeOffset now) => _database.Read(
        "SELECT id, study, person, call, patients, elements, earlier, asked, state FROM approvals WHERE study = $a AND call = $b AND (state <> 'waiting' OR asked >= $c) ORDER BY asked DESC",
        QuestionOf,
        study,
        call,
        (now - Lifetime).ToUnixTimeSeconds());

    /// <summary>The decision on a question; null where it was never asked.</summary>
    public string? StateOf(string id, DateTimeOffset now)
    {
        Forget(now);
        return _database.Read("SELECT state FROM approvals WHERE id = $a", r => r.GetString(0), id).FirstOrDefault();
    }

    /// <exception cref="FedOncoException">Overloaded where too many wait.</exception>
    public void Ask(ApprovalQuestion question)
    {
        if (_database.Read("SELECT count(*) FROM approvals WHERE state = 'waiting'", r => r.GetInt32(0))[0] >= MostWaiting)
            throw new FedOncoException(ErrorReason.Overloaded, "Too many questions wait for this site's IT.");
        _database.Write("INSERT OR IGNORE INTO approvals VALUES ($a, $b, $c, $d, $e, $f, $g, $h, 'waiting')", question.Id, question.Study, question.Person, question.Call, question.Patients, question.Elements, question.Earlier, question.Asked.ToUnixTimeSeconds());
    }

    /// <exception cref="FedOncoException">WrongArgument where no question, or more than one, starts so.</exception>
    public ApprovalQuestion Find(string id, DateTimeOffset now)
    {
        var found = All(now).Where(q => q.Id.StartsWith(id, StringComparison.Ordinal)).ToList();
        return found.Count == 1 ? found[0] : throw new FedOncoException(ErrorReason.WrongArgument, $"{found.Count} questions start with \"{id}\". `fedonco-agent approvals list` shows them.");
    }

    /// <exception cref="FedOncoException">As <see cref="Find"/>.</exception>
    public ApprovalQuestion Decide(string id, bool approve, DateTimeOffset now)
    {
        var question = Find(id, now);
        var decision = approve ? "approved" : "refused";
        _database.InOne(() =>
        {
            _database.Write("UPDATE approvals SET state = $b WHERE id = $a", question.Id, decision);
            _database.Write("INSERT INTO decisions (id, decision, time) VALUES ($a, $b, $c)", question.Id, decision, now.ToUnixTimeSeconds());
        });
        return question;
    }

    /// <summary>Hands over what was decided since the last time, for the log. A crash in between tells it twice, never not at all.</summary>
    public void TakeDecisions(Action<ApprovalDecision> take)
    {
        foreach (var decision in _database.Read("SELECT number, id, decision, time FROM decisions ORDER BY number", r => new ApprovalDecision(r.GetInt64(0), r.GetString(1), r.GetString(2), DateTimeOffset.FromUnixTimeSeconds(r.GetInt64(3)))))
        {
            take(decision);
            _database.Write("DELETE FROM decisions WHERE number = $a", decision.Number);
        }
    }

    /// <summary>An approval that holds once is used up.</summary>
    public void UseUp(string id) => _database.Write("DELETE FROM approvals WHERE id = $a AND state = 'approved'", id);

    /// <summary>Counts a refusal that depended on data.</summary>
    public void CountRefusal(string study) => _database.Write("INSERT INTO refusals VALUES ($a, 1) ON CONFLICT (study) DO UPDATE SET number = number + 1", study);

    /// <summary>Refusals of a study that depended on data, since its IT looked last.</summary>
    public int Refusals(string study) => _database.Read("SELECT number FROM refusals WHERE study = $a", r => r.GetInt32(0), study).FirstOrDefault();

    public void ForgiveRefusals(string study) => _database.Write("DELETE FROM refusals WHERE study = $a", study);

    public void Dispose() => _database.Dispose();

    private void Forget(DateTimeOffset now) => _database.Write("DELETE FROM approvals WHERE state = 'waiting' AND asked < $a", (now - Lifetime).ToUnixTimeSeconds());

    private static ApprovalQuestion QuestionOf(Microsoft.Data.Sqlite.SqliteDataReader r) =>
        new(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt32(4), r.GetInt64(5), r.GetInt32(6), DateTimeOffset.FromUnixTimeSeconds(r.GetInt64(7)), r.GetString(8));
}
