using FedOnco.Analyses.Reduction;
using FedOnco.Analyses.Survival.Cox;

namespace FedOnco.Analyses.Survival.CoxCauses;

/// <summary>One Cox fit a state, one after the other.</summary>
internal sealed class CoxCausesProgram : IProgram<CoxCausesTotals>
{
    public async Task<CoxCausesTotals> RunAsync(StudyContext context, IFederation federation, CancellationToken cancellationToken)
    {
        var program = new CoxProgram();
        var fits = new List<(string, CoxTotals)>();
        foreach (var state in CoxCauses.States(context))
            fits.Add((state, await program.RunAsync(CoxCauses.Of(context, state), new PartFederation(federation, state), cancellationToken).ConfigureAwait(false)));
        return new CoxCausesTotals(fits);
    }
}
