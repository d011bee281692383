"""A session of a database that does not change meanwhile: what was asked once is not asked again."""


class Remembering:
    def __init__(self, session):
        self._session, self._answers = session, {}
        self.columns = []  # as Session

    def query(self, sql):
        if sql not in self._answers:
            self._answers[sql] = self._session.query(sql), self._session.columns
        rows, self.columns = self._answers[sql]
        return rows

    def value(self, sql):
        return self.query(sql)[0][0]
