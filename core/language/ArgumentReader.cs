using System.Collections;
using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Language;

/// <summary>Sets a field of a specification from the expression that was written for it.</summary>
internal sealed class ArgumentReader(CallBinder binder)
{
    public void Set(IMessage target, FieldDescriptor field, ArgumentForm form, Expression value)
    {
        var read = Read(field, form, value);
        if (read is null) return;
        if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(target);
            foreach (var item in (IEnumerable)read) list.Add(item);
        }
        else
        {
            field.Accessor.SetValue(target, read);
        }
    }

    private object? Read(FieldDescriptor field, ArgumentForm form, Expression value) => field.FieldType switch
    {
        FieldType.Message when field.MessageType == Formula.Descriptor => ReadFormula(form, value),
        FieldType.Message when field.MessageType == Expression.Descriptor => value,
        FieldType.Message when ConstructorReader.IsChoice(field.MessageType) => new ConstructorReader(binder).Read(field.MessageType, form, value),
        FieldType.Message => ReadChoice(field.MessageType, form, value),
        FieldType.Enum => ReadEnum(field.EnumType, form.Name, value),
        FieldType.Bool => value.KindCase == Expression.KindOneofCase.Logical ? value.Logical : Wrong(form, "is TRUE or FALSE", value),
        FieldType.Double when field.IsRepeated => ReadNumbers(form, value),
        FieldType.Double => ReadNumber(form, value),
        FieldType.String => ReadName(form, value),
        _ => throw new InvalidOperationException($"no rule for {field.FullName}"),
    };

    private Formula? ReadFormula(ArgumentForm form, Expression value)
    {
        // followup(Surv(time, event)) is that of one group.
        if (value.Application is { Function: "Surv" or "surv" }) return new Formula { Left = value, Right = new Expression { Number = 1 } };
        if (value.Application is not { Function: "~" } tilde)
        {
            binder.Add(ErrorReason.WrongArgument, $"{form.Name} is a formula, as in y ~ x or ~ x.", value);
            return null;
        }

        return tilde.Arguments.Count == 1
            ? new Formula { Right = tilde.Arguments[0].Value }
            : new Formula { Left = tilde.Arguments[0].Value, Right = tilde.Arguments[1].Value };
    }

    /// <summary>A message of enums, written name, name() or name(choice): family = binomial(logit).</summary>
    private IMessage? ReadChoice(MessageDescriptor type, ArgumentForm form, Expression value)
    {
        var fields = type.Fields.InDeclarationOrder();
        var message = (IMessage)Activator.CreateInstance(type.ClrType)!;
        var head = value.Application is { } call ? new Expression { Variable = call.Function } : value;
        if (ReadEnum(fields[0].EnumType, form.Name, head, value) is not { } first) return null;
        fields[0].Accessor.SetValue(message, first);
        if (value.Application is not { Arguments.Count: > 0 } choice) return message;
        if (choice.Arguments.Count > 1 || ReadEnum(fields[1].EnumType, fields[1].Name, choice.Arguments[0].Value) is not { } second)
        {
            if (choice.Arguments.Count > 1) binder.Add(ErrorReason.WrongArgument, $"{choice.Function}() takes one choice.", value);
            return null;
        }

        fields[1].Accessor.SetValue(message, second);
        return message;
    }

    private Enum? ReadEnum(EnumDescriptor type, string name, Expression value, Expression? where = null)
    {
        var word = value.KindCase == Expression.KindOneofCase.Text ? value.Text : value.Variable;
        var found = type.Values.FirstOrDefault(v => CallForms.SpellingsOf(v).Contains(word));
        if (found is not null) return (Enum)Enum.ToObject(type.ClrType, found.Number);
        var known = string.Join(", ", type.Values.SelectMany(v => CallForms.SpellingsOf(v).Take(1)));
        binder.Add(ErrorReason.WrongArgument, $"{name} is one of: {known}.", where ?? value);
        return null;
    }

    private object? ReadNumber(ArgumentForm form, Expression value)
    {
        if (Number(value) is not { } number) return Wrong(form, "is a number", value);
        var bounded = form.Minimum != form.Maximum;
        var inside = form.Exclusive ? number > form.Minimum && number < form.Maximum : number >= form.Minimum && number <= form.Maximum;
        return !bounded || inside ? number : Wrong(form, $"lies between {form.Minimum} and {form.Maximum}", value);
    }

    private List<double>? ReadNumbers(ArgumentForm form, Expression value)
    {
        var items = value.Application is { Function: "c" } list ? list.Arguments.Select(a => a.Value) : [value];
        var numbers = items.Select(Number).ToList();
        if (numbers.Contains(null) || numbers.Count == 0)
        {
            Wrong(form, "is a number or c(.., ..) of numbers", value);
            return null;
        }

        return [.. numbers.Select(n => n.GetValueOrDefault())];
    }

    private object? ReadName(ArgumentForm form, Expression value)
    {
        if (value.KindCase == Expression.KindOneofCase.Variable) return value.Variable;
        if (!form.Column && value.KindCase == Expression.KindOneofCase.Text) return value.Text;
        return Wrong(form, form.Column ? "is the bare name of a variable" : form.Name == "data" ? "is the name of a dataset" : "is a name", value);
    }

    private object? Wrong(ArgumentForm form, string rule, Expression value)
    {
        binder.Add(ErrorReason.WrongArgument, $"{form.Name} {rule}.", value);
        return null;
    }

    private static double? Number(Expression value) => value switch
    {
        { KindCase: Expression.KindOneofCase.Number } => value.Number,
        { Application: { Function: "-", Arguments.Count: 1 } minus } => -Number(minus.Arguments[0].Value),
        _ => null,
    };
}
