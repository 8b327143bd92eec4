using FedOnco.Protos;

namespace FedOnco.Agent.State;

/// <summary>A cohort of this site's ledger.</summary>
/// <param name="Hash">Of the entry, 32 bytes.</param>
/// <param name="Sites">Sites that took part.</param>
/// <param name="State">What became of it.</param>
internal sealed record RememberedCohort(byte[] Hash, IReadOnlyList<string> Sites, CohortState State)
{
    public bool IsOwn(string site) => Sites.Contains(site);
}
