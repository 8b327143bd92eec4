using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>The arguments of gbdt().</summary>
internal sealed record BoostingOptions(int Trees, int Depth, double Eta, double Lambda, double MinimumLeaf, int Cuts, int Leaves, double Gamma, int Patience)
{
    public static BoostingOptions Of(TrainSpec spec, DisclosureTerms terms)
    {
        var gbdt = spec.Model.Gbdt;
        var depth = gbdt.HasDepth ? (int)gbdt.Depth : 6;
        return new BoostingOptions(
            gbdt.HasTrees ? (int)gbdt.Trees : 100,
            depth,
            gbdt.HasEta ? gbdt.Eta : 0.1,
            gbdt.HasLambda ? gbdt.Lambda : 0,
            Math.Max(gbdt.HasMinLeaf ? gbdt.MinLeaf : 20, terms.MinimumPatients),
            gbdt.HasCuts ? (int)gbdt.Cuts : 64,
            gbdt.HasLeaves ? (int)gbdt.Leaves : 1 << depth,
            gbdt.HasGamma ? gbdt.Gamma : 0,
            spec.HasPatience ? (int)spec.Patience : 0);
    }
}
