using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning;

/// <summary>The held-out loss after every round, the best of them, and whether it has not been beaten for too long.</summary>
/// <param name="patience">Rounds without a better loss; 0 for no end.</param>
/// <param name="rows">Held-out rows.</param>
/// <param name="federation">Shows the mean loss where it can.</param>
internal sealed class HeldOutWatch(int patience, double rows, IFederation federation)
{
    private readonly List<double> _losses = [];

    /// <summary>Losses that were seen: the first one is before any round.</summary>
    public int Rounds => _losses.Count;

    public IReadOnlyList<double> Losses => _losses;

    /// <summary>The round with the least loss, the last one included; 0 before any.</summary>
    public int Best { get; private set; }

    public bool IsExhausted => patience > 0 && _losses.Count - 1 - Best >= patience;

    public void Add(double loss)
    {
        _losses.Add(loss);
        (federation as IRoundWatcher)?.Report(_losses.Count - 1, "held.out.loss", loss / rows);
        if (loss < _losses[Best]) Best = _losses.Count - 1;
    }
}
