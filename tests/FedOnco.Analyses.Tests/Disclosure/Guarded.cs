using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Real data under the default profile.</summary>
internal static class Guarded
{
    public static DisclosureTerms Default => new() { Profile = Profile.Default, Resolution = Resolution.Grid, MinimumPatients = 11, MinimumSites = 3, Differencing = Differencing.Pairwise };

    public static Centres Load(string dataset)
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "trials"), dataset);
        centres.Terms = Default;
        return centres;
    }

    /// <summary>answered, or the reason.</summary>
    public static string Outcome(this Centres centres, string call)
    {
        try
        {
            centres.Ask(call);
            return "answered";
        }
        catch (FedOncoException fault)
        {
            return fault.Reason.WireName();
        }
    }
}
