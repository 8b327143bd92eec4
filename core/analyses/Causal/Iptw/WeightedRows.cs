using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Causal.Iptw;

/// <summary>The rows of a run with one column more: their weights.</summary>
internal sealed class WeightedRows(SiteRun run, double[] weights) : IColumnSource
{
    public int Rows => run.Rows;

    public ReadOnlyMemory<double> Column(string name) => name == Weighting.Column ? weights : run.Column(name);
}
