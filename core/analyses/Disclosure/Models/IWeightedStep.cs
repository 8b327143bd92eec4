using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Disclosure.Models;

/// <summary>A step that weights rows by what earlier totals say: whoever could choose those totals could put all weight on one patient.</summary>
public interface IWeightedStep
{
    /// <summary>Weight of each row of a site, up to a common factor; empty where the site has none.</summary>
    double[] WeightsOf(SiteRun run);
}
