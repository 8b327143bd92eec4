namespace FedOnco.Analyses.Survival.Multistate;

/// <summary>Squared influences of a site's patients on one group's curves: the infinitesimal jackknife.</summary>
/// <remarks>
/// Source: Therneau and Grambsch (2000), section 7.2, for state probabilities. With p' = p H the influence u of a patient (0 at first)
/// becomes u H + p dH, where row a of dH is (1{is in b after it} - H_ab) / n_a while the patient is at risk in a. Once his rows have ended
/// only u H remains, so what is kept of those who left is the sum M of u u', which becomes H' M H.
/// </remarks>
internal sealed class StateInfluence(StateCurve curve)
{
    private readonly int _states = curve.States;
    private readonly double[] _left = new double[curve.Times.Length * curve.States * curve.States];

    /// <summary>Adds the squares, times x states.</summary>
    public void Add(MultistateRows rows, int group, Span<double> squares)
    {
        for (var i = 0; i < rows.Rows;)
        {
            var end = i + 1;
            while (end < rows.Rows && rows.Patient[end] == rows.Patient[i]) end++;
            Follow(rows, i, end, group, squares);
            i = end;
        }

        AddLeft(squares);
    }

    private void Follow(MultistateRows rows, int first, int end, int group, Span<double> squares)
    {
        var u = new double[_states];
        var begun = false;
        var last = 0;
        for (var row = first; row < end; row++)
        {
            if (rows.Group[row] != group) continue;
            int from = After(rows.Start[row]), to = After(rows.Stop[row]);
            // Between rows only the curve moves.
            for (var t = last; begun && t < from; t++) Step(u, t, -1, -1, squares);
            for (var t = from; t < to; t++) Step(u, t, rows.From[row], curve.Times[t] == rows.Stop[row] ? rows.To[row] : rows.From[row], squares);
            (begun, last) = (true, to);
        }

        if (!begun || last == 0) return;
        var m = _left.AsSpan((last - 1) * _states * _states, _states * _states);
        for (var a = 0; a < _states; a++)
        {
            for (var b = 0; b < _states; b++) m[(a * _states) + b] += u[a] * u[b];
        }
    }

    /// <summary>Number of curve times at or before a lattice point.</summary>
    private int After(int point)
    {
        var found = Array.BinarySearch(curve.Times, point);
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>One time: state is where the patient is at risk, -1 nowhere.</summary>
    private void Step(double[] u, int t, int state, int to, Span<double> squares)
    {
        Move(u, t);
        if (state >= 0)
        {
            var share = curve.Before(t)[state] / curve.Risk[(t * _states) + state];
            u[to] += share;
            for (var b = 0; b < _states; b++) u[b] -= share * curve.Steps[(((t * _states) + state) * _states) + b];
        }

        for (var s = 0; s < _states; s++) squares[(t * _states) + s] += u[s] * u[s];
    }

    /// <summary>u H in place.</summary>
    private void Move(Span<double> u, int t)
    {
        Span<double> next = stackalloc double[_states];
        next.Clear();
        for (var a = 0; a < _states; a++)
        {
            var row = curve.Steps.AsSpan(((t * _states) + a) * _states, _states);
            for (var b = 0; b < next.Length; b++) next[b] += u[a] * row[b];
        }

        next.CopyTo(u);
    }

    /// <summary>Those who left before each time.</summary>
    private void AddLeft(Span<double> squares)
    {
        var m = new double[_states * _states];
        for (var t = 0; t < curve.Times.Length; t++)
        {
            // H' M H: rows, then columns.
            for (var a = 0; a < _states; a++) Move(m.AsSpan(a * _states, _states), t);
            Transpose(m);
            for (var a = 0; a < _states; a++) Move(m.AsSpan(a * _states, _states), t);
            for (var s = 0; s < _states; s++) squares[(t * _states) + s] += m[(s * _states) + s];
            for (var i = 0; i < m.Length; i++) m[i] += _left[(t * m.Length) + i];
        }
    }

    private void Transpose(double[] m)
    {
        for (var a = 0; a < _states; a++)
        {
            for (var b = 0; b < a; b++) (m[(a * _states) + b], m[(b * _states) + a]) = (m[(b * _states) + a], m[(a * _states) + b]);
        }
    }
}
