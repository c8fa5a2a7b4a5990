using Npgsql;
using UrbanDataHub.Features.Asking;
using UrbanDataHub.Features.Querying;
using UrbanDataHub.Features.Writing;

namespace UrbanDataHub.Features.Groups;

/// <summary>One group on its way from the database to the client.</summary>
internal sealed class AskedGroup
{
    private readonly ItemsQuestion _question;
    private readonly FeatureWriter _features;
    private readonly NpgsqlBatchCommand? _page;
    private readonly NpgsqlBatchCommand? _count;

    /// <summary>Prepares the statements of a group.</summary>
    /// <exception cref="Hosting.Web.ProblemException">400: its value or its place to go on cannot be.</exception>
    public AskedGroup(string city, GroupsQuestion question, Group group)
    {
        _question = question.Of(group);
        _features = new FeatureWriter(_question, city);
        var after = group.After is { } row ? PagePosition.Behind(row, city, _question) : null;
        if (question.By == SortOrder.Id)
            // What cannot be an id is the id of nothing.
            _page = LocalId(city, group.Text) is { } local ? FeatureSql.One(city, _question, local) : null;
        else if (_question.Limit > 0)
            _page = FeatureSql.Page(city, _question, after);
        if (question.Count)
            _count = FeatureSql.Matched(city, _question);
    }

    /// <summary>The statements, whose results <see cref="WriteAsync"/> reads in this order.</summary>
    public IEnumerable<NpgsqlBatchCommand> Commands => new[] { _page, _count }.OfType<NpgsqlBatchCommand>();

    /// <summary>Writes the group; returns how many features it has.</summary>
    public async Task<int> WriteAsync(NpgsqlDataReader reader, ResponseJson response, CancellationToken cancel)
    {
        var json = response.Writer;
        json.WriteStartObject();
        json.WriteStartArray("features"u8);
        var keys = new RowKeys();
        var (written, more) = _page is not null && await reader.NextResultAsync(cancel) ? await WriteRowsAsync(reader, response, keys, cancel) : (0, false);
        json.WriteEndArray();
        keys.Write(json);
        json.WriteBoolean("more"u8, more);
        if (_count is not null && await reader.NextResultAsync(cancel) && await reader.ReadAsync(cancel))
            json.WriteNumber("numberMatched"u8, reader.GetInt64(0));
        json.WriteEndObject();
        return written;
    }

    private async Task<(int Written, bool More)> WriteRowsAsync(NpgsqlDataReader reader, ResponseJson response, RowKeys keys, CancellationToken cancel)
    {
        var written = 0;
        while (await reader.ReadAsync(cancel))
        {
            if (written == _question.Limit)
                return (written, true);
            _features.Write(response.Writer, reader);
            keys.Add(_features, reader);
            written++;
            await response.SendIfFullAsync(cancel);
        }

        return (written, false);
    }

    private static string? LocalId(string city, string id) =>
        id.StartsWith(city + ":", StringComparison.Ordinal) && !id.Contains('\0', StringComparison.Ordinal) ? id[(city.Length + 1)..] : null;
}
