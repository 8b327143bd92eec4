using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.Response;

/// <summary>Times off the lattice end a run.</summary>
internal static class TimeLattice
{
    public static void Require(Total total)
    {
        if (total.Scalar("off lattice") > 0)
            throw new FedOncoException(ErrorReason.DataNotConforming, "Some times lie outside the range or lattice of the dictionary. Run `fedonco-agent check` at the centres.");
    }
}
