namespace FedOnco.Analyses.Reduction;

/// <summary>A step of an analysis inside another. Rules that look at steps look at the inner one, on the rows that the wrapping stands for.</summary>
internal interface IWrappingStep
{
    Step Inner { get; }

    /// <summary>The same wrapping around another step.</summary>
    Step Around(Step inner);
}
