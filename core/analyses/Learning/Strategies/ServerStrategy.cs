using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Strategies;

/// <summary>How the weighted mean change of the sites moves the common weights; every party computes it alike.</summary>
/// <remarks>Sources: McMahan et al. (2017), FedAvg; Li et al. (2020), FedProx, and Karimireddy et al. (2020), SCAFFOLD, whose common step
/// is FedAvg's; Hsu, Qi and Brown (2019), FedAvgM; Reddi et al. (2021), FedAdam and FedYogi.</remarks>
internal abstract class ServerStrategy
{
    public static ServerStrategy Of(StrategySpec? spec, int size) => spec?.KindCase switch
    {
        StrategySpec.KindOneofCase.Fedavgm => new MomentumStrategy(size, spec.Fedavgm.HasMomentum ? spec.Fedavgm.Momentum : 0.9),
        StrategySpec.KindOneofCase.Fedadam => new AdaptiveStrategy(size, spec.Fedadam.HasRate ? spec.Fedadam.Rate : 0.02, isYogi: false),
        StrategySpec.KindOneofCase.Fedyogi => new AdaptiveStrategy(size, spec.Fedyogi.HasRate ? spec.Fedyogi.Rate : 0.02, isYogi: true),
        _ => new MeanStrategy(),
    };

    /// <summary>The weights of the next round.</summary>
    public abstract double[] Next(double[] weights, ReadOnlySpan<double> change);
}
