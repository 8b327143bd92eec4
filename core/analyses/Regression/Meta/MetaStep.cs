using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Regression.Meta;

/// <summary>The centres' own estimates and standard errors, each centre's in slots of its own: their sum is the list of them.</summary>
public sealed record MetaStep : Step
{
    /// <summary>A scaled estimate or standard error beyond this counts as none.</summary>
    public const double Most = 1L << 40;

    /// <param name="terms">Coefficients of the model on all patients.</param>
    /// <param name="sites">Centres, in the order of the contract.</param>
    public MetaStep(IReadOnlyList<MetaTerm> terms, IReadOnlyList<string> sites)
    {
        Terms = terms;
        Sites = sites;
        Layout = new LayoutBuilder()
            .Numbers("estimates", terms.Count * sites.Count, Most)
            .Numbers("errors", terms.Count * sites.Count, Most)
            .Counts("fitted", terms.Count * sites.Count, 1)
            .Counts("rows", sites.Count, PreflightStep.MostRows)
            .Counts("events", sites.Count, PreflightStep.MostRows)
            .Build();
    }

    public IReadOnlyList<MetaTerm> Terms { get; }

    public IReadOnlyList<string> Sites { get; }

    public override string Name => "meta-estimates";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        foreach (var term in Terms)
        {
            writer.Text(term.Name);
            writer.Number(term.Unit);
        }
    }
}
