namespace FedOnco.Agent.Data.Rows;

/// <summary>What a refresh changed at this site; for its IT, these numbers do not leave.</summary>
/// <param name="Refresh">Its number.</param>
/// <param name="Stayed">Patients who are in both snapshots.</param>
/// <param name="Changed">Those of them with another value of some variable.</param>
/// <param name="Joined">Patients who are new.</param>
/// <param name="Left">Patients who are there no more.</param>
internal sealed record RefreshCounts(uint Refresh, int Stayed, int Changed, int Joined, int Left);
