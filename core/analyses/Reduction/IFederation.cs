namespace FedOnco.Analyses.Reduction;

/// <summary>
/// What a program can do: ask for the next secure sum. At an agent it computes, masks and sends the site's tally and
/// waits for the verified total; at the coordinator it waits for all masked tallies and adds them.
/// </summary>
public interface IFederation
{
    /// <summary>One secure sum over all sites of the contract, one round trip.</summary>
    /// <exception cref="Protos.FedOncoException">The run ended: a site was lost, a step differed, a total could not be verified.</exception>
    Task<Total> SumAsync(Step step, CancellationToken cancellationToken);
}
