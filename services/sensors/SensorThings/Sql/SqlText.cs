using System.Text;
using Npgsql;

namespace UrbanDataHub.Sensors.SensorThings.Sql;

/// <summary>A statement on its way: its text, and its values as parameters in their order.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new();
    private int _aliases;

    /// <summary>The values.</summary>
    public List<NpgsqlParameter> Parameters { get; } = [];

    /// <summary>Appends text that comes from the entity model or this program, never from a client.</summary>
    public SqlText Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>A placeholder for a value.</summary>
    public string Value(object value)
    {
        Parameters.Add(new NpgsqlParameter { Value = value });
        return $"${Parameters.Count}";
    }

    /// <summary>A name for a table that no other of the statement has.</summary>
    public string Alias() => $"t{++_aliases}";

    /// <summary>The command.</summary>
    public NpgsqlCommand Command(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(_text.ToString(), connection);
        command.Parameters.AddRange(Parameters.ToArray());
        return command;
    }
}
