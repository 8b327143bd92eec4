using Microsoft.Data.Sqlite;

namespace FedOnco.Agent.State;

/// <summary>What this site remembers, for a look while the agent runs: nothing is written, no key is read.</summary>
/// <param name="Ledger">Earlier cohorts; null where nothing was asked yet.</param>
/// <param name="Approvals">Decisions of this site's IT; null likewise.</param>
/// <param name="Rows">Snapshots of its data; null likewise.</param>
internal sealed record SiteRecord(CohortLedger? Ledger, Approvals? Approvals, KeptRows? Rows = null) : IDisposable
{
    /// <summary>Looks once and lets go.</summary>
    /// <param name="folder">State folder; need not be there.</param>
    /// <param name="look">What to find out.</param>
    /// <exception cref="Protos.FedOncoException">WrongFile where a file cannot be read.</exception>
    public static T Look<T>(string folder, Func<SiteRecord, T> look)
    {
        using var record = Open(folder);
        try
        {
            return look(record);
        }
        catch (SqliteException)
        {
            throw StateDatabase.Unreadable(folder);
        }
    }

    public void Dispose()
    {
        Ledger?.Dispose();
        Approvals?.Dispose();
        Rows?.Dispose();
    }

    private static SiteRecord Open(string folder)
    {
        var record = new SiteRecord(null, null);
        try
        {
            record = record with { Ledger = CohortLedger.ReadOnly(folder) };
            record = record with { Approvals = Approvals.ReadOnly(folder) };
            return record with { Rows = KeptRows.ReadOnly(folder) };
        }
        catch
        {
            record.Dispose();
            throw;
        }
    }
}
