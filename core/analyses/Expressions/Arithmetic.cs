using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Expressions;

/// <summary>Arithmetic with interval bounds.</summary>
internal static class Arithmetic
{
    public static readonly string[] Operators = ["+", "-", "*", "/", "^", "%%", "%/%"];

    public static readonly string[] Functions = ["sqrt", "exp", "abs", "log2", "log10", "log1p"];

    private const double Ln2 = 0.6931471805599453;
    private const double Ln10 = 2.302585092994046;

    public static CompiledExpression? Binary(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.NumericArgument(whole, call, 0);
        if (call.Function is "-" or "+" && call.Arguments.Count == 1) return x is null ? null : call.Function == "+" ? x : Negate(x);
        var y = compiler.NumericArgument(whole, call, 1);
        if (x is null || y is null) return null;
        var f = Operation(call.Function);
        return new CompiledExpression(Bounds(call.Function, x, y), Elementwise.Map(x, y, f), Elementwise.Constant(x, y, f));
    }

    public static CompiledExpression? Unary(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.NumericArgument(whole, call, 0);
        if (x is null) return null;
        var f = Function(call.Function);
        var positive = call.Function is "log2" or "log10";
        var low = call.Function == "abs" ? (x.Type.Minimum <= 0 && x.Type.Maximum >= 0 ? 0 : Math.Min(Math.Abs(x.Type.Minimum), Math.Abs(x.Type.Maximum)))
            : call.Function == "sqrt" ? f(Math.Max(0, x.Type.Minimum))
            : positive ? f(LeastPositive(x.Type)) : f(x.Type.Minimum);
        var high = call.Function == "abs" ? Math.Max(Math.Abs(x.Type.Minimum), Math.Abs(x.Type.Maximum)) : f(x.Type.Maximum);
        return new CompiledExpression(Interval(low, high), Elementwise.Map(x, f), Elementwise.Constant(x, f));
    }

    /// <summary>log(x) or log(x, base).</summary>
    public static CompiledExpression? Logarithm(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.NumericArgument(whole, call, 0);
        if (x is null) return null;
        var scale = 1.0;
        if ((Arguments.Named(call, "base") ?? Arguments.Positional(call).ElementAtOrDefault(1)) is { } given)
        {
            if (Arguments.Number(given) is not > 1) return compiler.Fault(ErrorReason.WrongArgument, "The base of log() is a number above 1.", given);
            scale = StableMath.Log(Arguments.Number(given)!.Value);
        }

        double F(double v) => StableMath.Log(v) / scale;
        return new CompiledExpression(Interval(F(LeastPositive(x.Type)), F(x.Type.Maximum)), Elementwise.Map(x, F), Elementwise.Constant(x, F));
    }

    /// <summary>pmin and pmax; NA where one is NA.</summary>
    public static CompiledExpression? Extreme(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.NumericArgument(whole, call, 0);
        var y = compiler.NumericArgument(whole, call, 1);
        if (x is null || y is null) return null;
        Func<double, double, double> f = call.Function == "pmin" ? Math.Min : Math.Max;
        return new CompiledExpression(ValueType.Number(f(x.Type.Minimum, y.Type.Minimum), f(x.Type.Maximum, y.Type.Maximum), CommonStep.OfEither(x.Type, y.Type)), Elementwise.Map(x, y, f), Elementwise.Constant(x, y, f));
    }

    /// <summary>as.numeric: logicals are 0/1, a factor is its level's position from 1, as in R.</summary>
    public static CompiledExpression? AsNumber(ExpressionCompiler compiler, Expression whole, Application call)
    {
        var x = compiler.Argument(whole, call, 0);
        if (x is null) return null;
        if (x.Type.Kind != ValueKind.Factor) return x with { Type = ValueType.Number(x.Type.Minimum, x.Type.Maximum, x.Type.Step) };
        return new CompiledExpression(ValueType.Number(1, x.Type.Levels.Count, 1), Elementwise.Map(x, v => v + 1));
    }

    /// <summary>The smallest positive value of a range: its minimum, or one step above zero; 0 where that is unknown.</summary>
    private static double LeastPositive(ValueType type) => type.Minimum > 0 ? type.Minimum : type.Step;

    private static CompiledExpression Negate(CompiledExpression x)
    {
        return new CompiledExpression(ValueType.Number(-x.Type.Maximum, -x.Type.Minimum, x.Type.Step), Elementwise.Map(x, v => -v), -x.Constant);
    }

    private static Func<double, double, double> Operation(string name) => name switch
    {
        "+" => (a, b) => a + b,
        "-" => (a, b) => a - b,
        "*" => (a, b) => a * b,
        "/" => (a, b) => a / b,
        "^" => Powers.Raise,
        "%%" => (a, b) => a - (Math.Floor(a / b) * b),
        _ => (a, b) => Math.Floor(a / b),
    };

    private static Func<double, double> Function(string name) => name switch
    {
        "sqrt" => Math.Sqrt,
        "exp" => StableMath.Exp,
        "abs" => Math.Abs,
        "log2" => v => StableMath.Log(v) / Ln2,
        "log10" => v => StableMath.Log(v) / Ln10,
        _ => StableMath.Log1P,
    };

    private static ValueType Bounds(string name, CompiledExpression left, CompiledExpression right)
    {
        ValueType x = left.Type, y = right.Type;
        switch (name)
        {
            case "+":
                return ValueType.Number(x.Minimum + y.Minimum, x.Maximum + y.Maximum, CommonStep.OfSum(x, y));
            case "-":
                return ValueType.Number(x.Minimum - y.Maximum, x.Maximum - y.Minimum, CommonStep.OfSum(x, y));
            case "*":
                return Scaled(Corners(x, y, (a, b) => a * b), left.Constant is { } l ? y.Step * Math.Abs(l) : right.Constant is { } r ? x.Step * Math.Abs(r) : 0);
            case "/":
                return y.Minimum > 0 || y.Maximum < 0 ? Scaled(Corners(x, y, (a, b) => a / b), right.Constant is { } d ? x.Step / Math.Abs(d) : 0)
                    : y.Minimum == 0 && y.Step > 0 ? Corners(x, ValueType.Number(y.Step, Math.Max(y.Step, y.Maximum)), (a, b) => a / b)
                    : ValueType.Number(double.NegativeInfinity, double.PositiveInfinity);
            case "^" when right.Constant is { } power:
                return Powers.Bounds(x, power);
            case "%%" when right.Constant is > 0 and { } modulus:
                return ValueType.Number(0, modulus, x.Step);
            case "%/%" when right.Constant is > 0 and { } divisor:
                return ValueType.Number(Math.Floor(x.Minimum / divisor), Math.Floor(x.Maximum / divisor), 1);
            default:
                return ValueType.Number(double.NegativeInfinity, double.PositiveInfinity);
        }
    }

    private static ValueType Scaled(ValueType type, double step) => type with { Step = step };

    private static ValueType Corners(ValueType x, ValueType y, Func<double, double, double> f)
    {
        double a = f(x.Minimum, y.Minimum), b = f(x.Minimum, y.Maximum), c = f(x.Maximum, y.Minimum), d = f(x.Maximum, y.Maximum);
        return Interval(Math.Min(Math.Min(a, b), Math.Min(c, d)), Math.Max(Math.Max(a, b), Math.Max(c, d)));
    }

    private static ValueType Interval(double low, double high) => double.IsNaN(low) || double.IsNaN(high)
        ? ValueType.Number(double.NegativeInfinity, double.PositiveInfinity)
        : ValueType.Number(low, high);
}
