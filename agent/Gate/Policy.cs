using FedOnco.Protos;

namespace FedOnco.Agent.Gate;

/// <summary>policy.yaml: who may ask what here, deny by default.</summary>
internal sealed record Policy(Profile Profile, Resolution Resolution, IReadOnlyList<string> Studies, IReadOnlyList<string> People, IReadOnlyList<string> Analyses, uint MinimumPatients, uint MinimumSites)
{
    public DisclosureTerms Terms => new() { Profile = Profile, Resolution = Resolution, MinimumPatients = MinimumPatients, MinimumSites = MinimumSites };

    public static bool Allows(IReadOnlyList<string> list, string name) => list.Contains("*") || list.Contains(name, StringComparer.Ordinal);
}
